"""A stand-in for X: version 2 of its API on loopback, with posts, direct messages, pages, limits and bills."""

from __future__ import annotations

from sandbox.twitter.faults import Fault
from sandbox.twitter.platform import X

__all__ = ["Fault", "X"]
