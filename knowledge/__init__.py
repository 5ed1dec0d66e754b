"""The knowledge base: documents in, passages found again with a citation, news tied to themes."""
