"""From a question to a checked answer: the graph (``agents/graph.py`` is the map) and its parts."""
