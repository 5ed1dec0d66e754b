"""Sending: once, to whom it was approved for, and only what every rule still allows then."""
