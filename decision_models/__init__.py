"""The decision core: who, which product, how much, under which rules. Knows no language model."""
