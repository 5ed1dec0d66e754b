"""What is told unasked or about one thing: the morning and evening brief, the view of a product."""
