"""Scoring's features and predictions on Spark: its workers compute, this machine puts together."""
