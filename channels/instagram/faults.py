"""What Meta's numbers mean (developers.facebook.com, "Handle errors" of the Graph API and of the Messenger
Platform), as our classes; its words are never repeated, for they may quote a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from channels.instagram.events import Table, table, text
from core.errors import ChannelError, RecipientGone, Refused, Throttled, Unauthorised, Uncertain, Unreachable

LONGEST_WAIT = timedelta(hours=6)
HOURLY = timedelta(minutes=15)  # Meta's allowances are counted by the hour, and come back bit by bit
TOKEN = {102, 190, 463, 467}  # session or token has ended, or was withdrawn
PERMISSION = {3, 10, *range(200, 300)}  # the app may not do this: something is missing at Meta
RATE = {4, 17, 32, 341, 368, 613, 80001, 80002, 80006}
PASSING = {1, 2, 1200}
OUTSIDE_WINDOW = {2018278, 2534022}  # subcodes of 10: a person's last word is too long ago
GONE = {551, 1545041}  # the person cannot be written to (any more)
ANSWERED = 10900  # this comment has had its one private answer


class OutsideWindow(Refused):
    """Free text may not leave any more: another way may be open, or a person's hand."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What Meta says of a call that failed; `code` 0 where it says none. `late`: its words, where a number
    is missing, say that the person wrote too long ago.
    """

    status: int
    code: int = 0
    subcode: int = 0
    transient: bool = False
    late: bool = False


def fault_of(status: int, body: bytes) -> Fault:
    """From an answer's body; a page of HTML says nothing but its status."""
    try:
        error: Table = table(table(json.loads(body)).get("error"))
    except (ValueError, RecursionError):
        return Fault(status)
    return Fault(
        status,
        _number(error.get("code")),
        _number(error.get("error_subcode")),
        error.get("is_transient") is True,
        "outside of allowed window" in text(error.get("message")),
    )


def channel_error(fault: Fault, headers: Mapping[str, str], *, sending: bool) -> ChannelError:
    """Our error for an answer that is none we wished for. After a POST an answer of 500 and above, and one
    that is no answer of the API at all, leave open whether the message was taken (`sending`).
    """
    numbers = "/".join(str(n) for n in (fault.code, fault.subcode) if n)
    said = f"Instagram: HTTP {fault.status}" + (f", {numbers}" if numbers else "")
    if fault.code in TOKEN or fault.status == 401:
        return Unauthorised(said)
    if fault.code in RATE or fault.status == 429:
        return Throttled(said, wait=_wait(headers))
    if fault.code == 10 and (fault.late or fault.subcode in OUTSIDE_WINDOW):
        return OutsideWindow(said)
    if fault.transient or fault.code in PASSING or fault.status >= 500 or fault.status < 400:
        # A number of Meta's own says that the call was not carried out.
        return Uncertain(said) if sending and not fault.code else Unreachable(said)
    if fault.code in GONE:
        return RecipientGone(said)
    if fault.code in PERMISSION or (fault.status == 403 and not fault.code):
        return Unauthorised(said)
    return Refused(said)


def _wait(headers: Mapping[str, str]) -> timedelta:
    """What Meta asks for: seconds (RFC 9110 section 10.2.3), or minutes in its own usage header."""
    told = headers.get("retry-after", "")
    if told.isascii() and told.isdecimal() and int(told[:9]):
        return min(timedelta(seconds=int(told[:9])), LONGEST_WAIT)
    return (
        min(timedelta(minutes=_minutes(headers.get("x-business-use-case-usage", ""))), LONGEST_WAIT) or HOURLY
    )


def _minutes(usage: str) -> int:
    try:
        found = json.loads(usage)
    except (ValueError, RecursionError):
        return 0
    lists = [one for one in table(found).values() if isinstance(one, list)]
    told = [_number(table(row).get("estimated_time_to_regain_access")) for rows in lists for row in rows]
    return max(told, default=0)


def _number(value: object) -> int:
    return value if type(value) is int and 0 <= value < 10**9 else 0
