"""The learners that are tried on a table, and the models they leave, none of them pickled."""
