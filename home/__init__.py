"""The ground floor: the folder that an installation's data lives in (``WEIWO_HOME``).

Its writer lock, its immutable versions behind one atomic pointer, its calendar, and the kinds
of error that a command turns into an exit code. Every other package may import this one; it
imports none of them.
"""
