"""Slots by grammar: what a question states, with exact values."""
