"""One module a format: each has ``load``, which gives the documents of one file."""
