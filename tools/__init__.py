"""What the agents may do: typed, scoped, deny by default."""
