"""What an IMAP server's refusals and silences mean, in our own words.

The server's words are never repeated: they may hold an address. Only its response code
(RFC 5530), which is a fixed word, is.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import LoginError

from core.errors import ChannelError, Throttled, Unauthorised, Unreachable

_CODE = re.compile(r"\[([A-Z][A-Z-]{2,30})\]")
_REFUSED = {"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"}
_BUSY = {"LIMIT", "INUSE", "OVERQUOTA"}
_PASSING = {"UNAVAILABLE", "SERVERBUG", "CORRUPTION"}
_TOO_MANY = re.compile(r"too many|rate limit|bandwidth|throttl", re.IGNORECASE)
_LATER = re.compile(
    r"temporar|try again|later|unavailable|internal|\bBYE\b|\bEOF\b|timed? ?out|socket error", re.IGNORECASE
)


class ServerSaidNo(Exception):
    """A command was refused (NO, BAD, or an answer that cannot be read), and the connection lives."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn what the IMAP library raises into ChannelError or ServerSaidNo."""
    try:
        yield
    except LoginError as error:
        # The library calls everything a login error that happens while signing in, a lost line too.
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise _lost(where, str(error)) from None
        raise _sign_in_error(where, str(error)) from None
    except imaplib.IMAP4.abort as error:
        raise _lost(where, str(error)) from None
    except imaplib.IMAP4.error as error:
        text = str(error)
        if "BYE" in text:  # a BYE for a greeting comes as a plain error
            raise _lost(where, text) from None
        raise ServerSaidNo(f"{where}: {_code(text) or 'the command was refused'}") from None
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"{where}: the certificate is not trusted ({error.verify_message})") from None
    except TimeoutError:
        raise Unreachable(f"{where}: no answer in time") from None
    except OSError as error:
        raise Unreachable(f"{where}: {error.strerror or type(error).__name__}") from None


def _sign_in_error(where: str, text: str) -> ChannelError:
    """A NO is a refusal of who we are, unless the server says that it only cannot do it now: a passing
    fault that were taken for a wrong password would stop the account.
    """
    code = _code(text)
    if code in _REFUSED:
        return Unauthorised(f"{where}: sign-in refused ({code})")
    if code in _BUSY or _TOO_MANY.search(text):
        return Throttled(f"{where}: too many sign-ins or connections")
    if code in _PASSING or _LATER.search(text):
        return Unreachable(f"{where}: cannot sign in now ({code or 'the connection was lost'})")
    return Unauthorised(f"{where}: sign-in refused")


def _lost(where: str, text: str) -> ChannelError:
    if _TOO_MANY.search(text) or _code(text) in _BUSY:
        return Throttled(f"{where}: too many connections")
    return Unreachable(f"{where}: the connection was lost")


def _code(text: str) -> str:
    match = _CODE.search(text)
    return match[1] if match else ""
