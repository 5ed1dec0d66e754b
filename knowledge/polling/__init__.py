"""Sources that are asked again and again: a vendor's JSON feed, RSS and Atom by address."""

from knowledge.polling.polling import PollReport, poll
from knowledge.polling.source import Source, read_source

__all__ = ["PollReport", "Source", "poll", "read_source"]
