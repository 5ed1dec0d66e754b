"""Every prompt and every sentence that users read, as data."""
