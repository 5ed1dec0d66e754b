"""From a table to arms, outcome and features."""
