"""Telegram on loopback: a bot's queue of updates, its API, its files, its webhook, as core.telegram.org/bots/api tells them."""

from __future__ import annotations

from sandbox.telegram.faults import Fault
from sandbox.telegram.platform import Telegram

__all__ = ["Fault", "Telegram"]
