"""Texts asked for by a form: the decision core chooses, the copywriter words, rules judge."""
