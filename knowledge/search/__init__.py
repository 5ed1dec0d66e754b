"""Finding passages again: words and meaning, fused, reranked, one hit a document."""
