"""What Twilio's numbers mean (twilio.com/docs/api/errors), as our classes; its words are never repeated.

They may quote a number or a text. `meaning` also names why a message that was accepted did not arrive.
"""

from __future__ import annotations

from datetime import timedelta

from core.errors import ChannelError, RecipientGone, Refused, Throttled, Unauthorised, Uncertain, Unreachable

LONGEST_WAIT = timedelta(hours=6)
DAILY = timedelta(hours=1)  # a day's allowance is used up: it does not come back in a minute

UNAUTHORISED = {
    20003: "the credentials are refused",
    20005: "the account is not active",
    20008: "these are test credentials",
    20403: "the account may not do this",
    21212: "the office's number is not valid",
    21603: "the office's number is missing",
    21606: "the office's number cannot send",
    21608: "a trial account sends to verified numbers only",
    21659: "the office's number is not this account's",
    30002: "the account is suspended",
    63007: "the office's number is no WhatsApp sender of this account",
}
THROTTLED = {
    14107: "too many messages in a short time",
    20429: "too many requests",
    21611: "the number's queue is full",
    30001: "the queue is full",
    30022: "the day's allowance of the network is used up",
    63017: "too many messages to WhatsApp",
    63018: "too many messages to WhatsApp",
    63038: "the day's allowance of the account is used up",
}
RECIPIENT_GONE = {
    21211: "this is no number",
    21214: "this number cannot be reached",
    21217: "this is no number",
    21265: "this number cannot be reached",
    21610: "the recipient sent STOP",
    21612: "this number cannot be reached from ours",
    21614: "this is no mobile number",
    30003: "the handset cannot be reached",
    30005: "the number is unknown or no longer used",
    30006: "this is a landline, or the network cannot be reached",
    63003: "this person has no such account",
    63024: "this person cannot be reached on WhatsApp",
}
REFUSED = {
    20404: "there is no such thing",
    21408: "sending to this country is not switched on",
    21602: "the text is empty",
    21617: "the text is too long",
    21619: "the text is empty",
    30004: "the message is blocked",
    30007: "the network filtered the message",
    30008: "the network gives no reason",
    63005: "WhatsApp does not take this text",
    63013: "WhatsApp's rules forbid this message",
    63016: "the 24 hours are over: only an approved template passes",
    63021: "the template does not fit",
    63027: "there is no template in this language",
    63032: "WhatsApp does not let this person be written to",
    63049: "WhatsApp chose not to deliver this message",
}
MEANINGS = UNAUTHORISED | THROTTLED | RECIPIENT_GONE | REFUSED


def meaning(code: str) -> str:
    """A sentence for the number in a delivery report; "" for one that is not known."""
    return MEANINGS.get(int(code), "") if code.isdecimal() else ""


def channel_error(status: int, code: int | None, retry_after: str, *, sending: bool) -> ChannelError:
    """Our error for an HTTP answer. After a POST an answer of 500 and above leaves open whether the
    message was accepted (`sending`).
    """
    number = code if code != status else None
    said = f"Twilio: HTTP {status}" + (f", {number} {MEANINGS.get(number, '')}".rstrip() if number else "")
    if status == 429 or number in THROTTLED:
        return Throttled(said, wait=_wait(retry_after) or (DAILY if number in {30022, 63038} else None))
    if status >= 500 or status == 408:
        return Uncertain(said) if sending else Unreachable(said)
    if number in RECIPIENT_GONE:
        return RecipientGone(said)
    if number in UNAUTHORISED or status in {401, 403}:
        return Unauthorised(said)
    if number not in REFUSED and 200 <= status < 400:
        return Uncertain(said) if sending else Unreachable(said)
    return Refused(said)


def _wait(retry_after: str) -> timedelta | None:
    """Seconds (RFC 9110 section 10.2.3; Twilio says no dates); None where there are none."""
    if not (retry_after.isascii() and retry_after.isdecimal()):
        return None
    return min(timedelta(seconds=int(retry_after[:9])), LONGEST_WAIT) or None
