"""Models of any flat table: read it, find out what its columns are, fit, validate, score.

``fitting.fit_table`` makes a folder with a model and its card from a file; ``scoring.score_table``
reads both back.
"""
