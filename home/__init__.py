"""The ground floor: the folder that an installation's data lives in (``WEIWO_HOME``).

Its writer lock, its immutable versions behind one atomic pointer, its calendar, the kinds of
error that a command turns into an exit code, and the one embedding engine of a process, which
search, understanding and checks share. Every other package may import this one; it
imports none of them.
"""
