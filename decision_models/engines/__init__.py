"""Engines beside DuckDB that run the same expressions: Spark, where one machine is not enough."""
