"""Spark: its session, the mart's tables and the features on it (the extra ``spark``, a JRE).

What a cluster needs is in ``docs/decisions/0009-spark.md``.
"""
