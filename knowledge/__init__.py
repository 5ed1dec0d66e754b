"""What is known: documents taken in, found again with their source, linked to market themes."""
