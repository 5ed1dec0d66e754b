"""The command, the ASGI factory, and the one place that builds the parts."""
