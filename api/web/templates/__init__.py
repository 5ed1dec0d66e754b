"""HTML of the pages, by Jinja2 with autoescape on."""
