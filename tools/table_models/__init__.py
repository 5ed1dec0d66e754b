"""A model of a table that an analyst brings: looked at, learned from, and other tables scored.

Everything of one table lies in a folder of the home under its owner, and is gone after days.
"""
