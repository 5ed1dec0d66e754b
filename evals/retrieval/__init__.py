"""What ``weiwo bench retrieval`` measures with: sets of cases, the peers, the measures, the speed."""
