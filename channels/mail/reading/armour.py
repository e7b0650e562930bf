"""What signing programs wrap around a text: the clear-text signature of OpenPGP (RFC 9580 section 7)."""

from __future__ import annotations

import re

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
_ESCAPED = re.compile(r"^- ", re.MULTILINE)


def without_armour(text: str) -> str:
    """The text that was signed, with what stands above and below the signature; unsigned text as it is."""
    begin = text.find(_SIGNED)
    if begin < 0 or text[begin - 1 : begin] not in {"", "\n"}:
        return text
    body = text.find("\n\n", begin)
    signature = text.find(_SIGNATURE, begin)
    if body < 0 or signature < body:
        return text
    end = text.find(_END, signature)
    rest = text[end + len(_END) :] if end >= 0 else ""
    return text[:begin] + _ESCAPED.sub("", text[body + 2 : signature]) + rest
