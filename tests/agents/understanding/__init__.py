"""Understanding: intent, slots, topics, follow-ups, the artefact."""
