"""What ``weiwo bench retrieval`` measures with: sets of cases, peers, measures, and speed."""
