"""From a decision to words: the brief, the template writer, the copywriter, the LLM writer."""
