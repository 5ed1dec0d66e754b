"""In which hours a contact is taken: by group of customers, shrunk, and said only where proven."""
