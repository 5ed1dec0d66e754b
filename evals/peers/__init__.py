"""What a data scientist would reach for: each learns from and scores the rows of a ``Problem``."""

from evals.peers.learning import PEERS, Peer, installed

__all__ = ["PEERS", "Peer", "installed"]
