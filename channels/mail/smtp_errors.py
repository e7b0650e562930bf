"""What an SMTP server's answers mean (RFC 5321 section 4.2, RFC 3463), by the step at which they came.

Neither the server's words nor addresses are repeated, only its numbers.
"""

from __future__ import annotations

import re
import ssl
from enum import StrEnum

from aiosmtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from core.errors import ChannelError, RecipientGone, Refused, Throttled, Unauthorised, Uncertain, Unreachable


class Step(StrEnum):
    CONNECT = "connecting"
    SIGN_IN = "sign-in"
    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    DATA = "DATA"


_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_HANGS_UP = {421}
_WAIT = _HANGS_UP | {450, 451, 452}  # said of a recipient (a full mailbox, greylisting) no other mail waits
_NOT_SIGNED_IN = {530, 534, 535, 538}
_NO_SUCH_RECIPIENT = {550, 551, 553}
_POLICY = re.compile(r"^5\.7\.")  # refused for what we are or say, not for who is written to


def channel_error(error: Exception, step: Step, where: str) -> ChannelError:
    """Our error for whatever aiosmtplib or the socket raised at this step."""
    if isinstance(error, SMTPResponseException):
        return _answered(error.code, str(error.message), step, where)
    if step is Step.DATA:
        return Uncertain(f"{where}: the connection was lost while the mail was being handed over")
    if isinstance(error, ssl.SSLCertVerificationError) or isinstance(
        error.__cause__, ssl.SSLCertVerificationError
    ):
        return Unreachable(f"{where}: the certificate is not trusted")
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return Unreachable(f"{where}: no answer in time ({step})")
    if isinstance(error, SMTPServerDisconnected | SMTPConnectError | OSError):
        return Unreachable(f"{where}: no connection ({step})")
    if isinstance(error, SMTPException) and step is Step.SIGN_IN:
        return Unauthorised(f"{where}: the server offers no way to sign in")
    if "STARTTLS" in str(error):
        return Unreachable(f"{where}: the server does not offer STARTTLS")
    return Unreachable(f"{where}: {type(error).__name__} ({step})")


def _answered(code: int, text: str, step: Step, where: str) -> ChannelError:
    enhanced = _ENHANCED.search(text)
    said = f"{where}: {code}{' ' + enhanced[1] if enhanced else ''} at {step}"
    if code in _NOT_SIGNED_IN:
        return Unauthorised(said)
    if step is Step.SIGN_IN:
        return Unauthorised(said) if code >= 500 else Unreachable(said)
    if code in (_WAIT if step is not Step.RECIPIENT else _HANGS_UP):
        return Throttled(said)
    if code < 500:
        return Unreachable(said)
    if step is Step.CONNECT:
        return Unreachable(said)
    if (
        step is Step.RECIPIENT
        and code in _NO_SUCH_RECIPIENT
        and not (enhanced and _POLICY.match(enhanced[1]))
    ):
        return RecipientGone(said)
    return Refused(said)
