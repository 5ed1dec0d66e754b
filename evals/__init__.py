"""How good it is: suites, cases, scorers, benchmarks and the floors they must keep."""
