"""The Model Context Protocol: the catalogue's tools for other people's agents.

The same tools, scopes and guards as a question's. Whom a call is for comes from the token of the
connection (``/mcp``) or from whoever started the process (``weiwo mcp``), never from an argument.
"""
