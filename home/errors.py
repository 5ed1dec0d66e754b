"""The kinds of error that a person sees, each with the exit code that the command ends with.

Messages are English and name three things: the thing, what it must be, and what it got.
"""


class WeiwoError(Exception):
    """Something failed for a reason that can be said in a sentence (exit code 1)."""

    exit_code = 1


class BadInput(WeiwoError):
    """What was given cannot be used: an argument, a file, a table, a home (exit code 2)."""

    exit_code = 2


class NotReady(BadInput):
    """The home lacks something that a command can build; the message names that command."""


class NotFound(BadInput):
    """No such thing for this asker. Also raised where it exists outside the asker's scope."""


class RefusedByPolicy(WeiwoError):
    """A rule of the institution or of the law forbids it (exit code 3)."""

    exit_code = 3


class HomeLocked(WeiwoError):
    """Another process is writing to this home (exit code 1)."""
