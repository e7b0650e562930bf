"""The life of a message of ours."""

from __future__ import annotations

from enum import StrEnum


class SendState(StrEnum):
    """The life of a message of ours. UNKNOWN: perhaps it left; HELD: a person must act."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"
    FAILED = "failed"
    HELD = "held"
