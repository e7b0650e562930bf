"""The Message-ID of our own mails: made from the message's token, so that a resend, a reply or a
bounce is known again.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}")
_OURS = re.compile(rf"<?aduan-(?P<token>{_TOKEN.pattern})@[^<>@\s]+>?")


def message_id(token: str, domain: str) -> str:
    """`<aduan-TOKEN@DOMAIN>`. Raises ValueError when the token would not survive in a header."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("a token holds letters, digits and . _ + - only")
    return f"<aduan-{token}@{domain}>"


def token_of(message_id: str) -> str | None:
    """The token in a Message-ID of ours, with or without angle brackets; None for anybody else's."""
    match = _OURS.fullmatch(message_id.strip())
    return match["token"] if match else None
