"""Since when an account's deliveries are ours: from its first connection on, clocks being what they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.ports.store import Unit

SKEW = timedelta(minutes=10)  # a mail server's clock may be behind ours, and IMAP tells whole seconds only


def first_connection(unit: Unit, account: str, now: datetime) -> datetime:
    """The moment (UTC) from which deliveries of the account are taken in and answered.

    Ten minutes before the clock first saw the account: a mail that arrives just after the first
    connection must not count as older because the server's clock is slow.
    """
    return unit.accounts.connected(account, now) - SKEW
