"""The places of the workbench, one module each: it asks tools and shows what they give."""
