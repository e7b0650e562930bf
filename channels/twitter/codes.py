"""What X's answers mean (docs.x.com, "Response codes and errors"), as our classes; its words are never repeated.

They may quote a text. A problem's kind is the last word of its `type`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from core.errors import (
    ChannelError,
    OutOfCredit,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)

LONGEST_WAIT = timedelta(hours=24)
UNSAID = timedelta(minutes=15)  # X counts in windows of fifteen minutes
_KIND = re.compile(r"[a-z0-9-]{1,40}")
# These say that the program or the account may not, whoever it writes to.
_OURS = frozenset(
    {"client-forbidden", "oauth1-permissions", "unsupported-authentication", "client-disconnected"}
)
_LOCKED = ("suspended", "locked")


class Deed(Enum):
    """What was asked: it decides what a refusal means."""

    READ = "read"
    POST = "post"
    DIRECT = "direct"


def channel_error(status: int, headers: Mapping[str, str], problem: Any, deed: Deed) -> ChannelError:
    """Our error for an answer that is not what was asked for. After a POST an answer of 500, 502 and 504
    leaves open whether it was taken; 503 is said before (over capacity).
    """
    kind = _kind(problem)
    said = f"X: HTTP {status}" + (f", {kind}" if kind else "")
    if status == 402 or kind == "usage-capped":
        return OutOfCredit(said)
    if status == 429:
        return Throttled(said, wait=_wait(headers))
    if status == 401 or (status == 403 and (kind in _OURS or _is_locked(problem))):
        return Unauthorised(said)
    if deed is Deed.READ:
        return (
            Unauthorised(said) if status == 403 else Unreachable(said) if _broken(status) else Refused(said)
        )
    if status == 503:
        return Unreachable(said)
    if _broken(status):
        return Uncertain(said)
    # X names no reason that could be relied on: who takes no messages from strangers is refused like who blocked us.
    return RecipientGone(said) if deed is Deed.DIRECT and status in {403, 404} else Refused(said)


def _broken(status: int) -> bool:
    """An answer that says nothing about what was asked; a page instead of JSON comes with any status below 400."""
    return status >= 500 or status < 400 or status == 408


def _kind(problem: Any) -> str:
    address = problem.get("type") if isinstance(problem, dict) else None
    word = address.rstrip("/").rpartition("/")[2] if isinstance(address, str) else ""
    return word if _KIND.fullmatch(word) else ""


def _is_locked(problem: Any) -> bool:
    detail = problem.get("detail") if isinstance(problem, dict) else None
    return isinstance(detail, str) and any(word in detail.lower() for word in _LOCKED)


def _wait(headers: Mapping[str, str]) -> timedelta:
    """Until the window begins anew, by X's own clock: ours may be wrong."""
    daily = headers.get("x-user-limit-24hour-remaining") == "0"
    reset = headers.get("x-user-limit-24hour-reset" if daily else "x-rate-limit-reset", "")
    try:
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
        left = timedelta(seconds=int(reset[:12]) - now)
    except (ValueError, TypeError, OverflowError):
        return UNSAID
    return min(max(left, timedelta(seconds=1)), LONGEST_WAIT)
