"""What a data scientist would reach for: each learns from and scores the rows of a ``Problem``."""

from evals.peers.learning import PEERS, Peer, cores, installed

__all__ = ["PEERS", "Peer", "cores", "installed"]
