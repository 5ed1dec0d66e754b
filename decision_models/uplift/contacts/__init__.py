"""Whom a contact moves, by channel, learned from the bank's own campaigns with a control."""
