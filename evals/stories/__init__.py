"""An English collection of a bank's operations, and whole customer stories that ask of it.

The bank is invented. Procedures, products and what customers tell were written by hand; code joins
them: products' sentences with their values, several needs of one half into a story.
"""
