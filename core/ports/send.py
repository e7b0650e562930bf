"""The life of a message of ours."""

from __future__ import annotations

from enum import StrEnum


class SendState(StrEnum):
    """The life of a message of ours. PROPOSED: it leaves when a person approves it; UNKNOWN: perhaps it
    left; HELD: a person must look into it.

    BY_HAND: no program may send it, an officer does, and until then nobody has been told. TOLD: an
    officer has done so.
    """

    PROPOSED = "proposed"
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    HELD = "held"
    BY_HAND = "by_hand"
    TOLD = "told"
