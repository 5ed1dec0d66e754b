"""Whom a treatment moves: effects of a treatment on an outcome, customer by customer.

``fitting.fit_uplift`` makes a folder with a model and its card from a table that has a treatment
and an outcome; ``scoring.score_uplift`` reads both back.
"""
