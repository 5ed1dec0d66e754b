"""Doors for people and programs: HTTP, the OpenAI-compatible chat, the workbench."""
