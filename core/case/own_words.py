"""What a person's message says: the words that are classified, and that the evidence's offsets count in."""

from __future__ import annotations

import re

_ANSWERS_OURS = re.compile(
    r"\s*(re|bls|balas|fwd?)\s*:.*\b[A-Z]{2,5}-\d{4}-\d{6,9}-[0-9A-Z]\b", re.IGNORECASE
)


def own_words(subject: str, text: str) -> str:
    """Subject, line end, text. A subject that only brings our own back, with its ticket, is nobody's words:
    "Re: PWK-2026-000008-Y: Pengaduan Bapak/Ibu telah kami terima" complains of nothing.
    """
    return f"{subject}\n{text}" if subject and not _ANSWERS_OURS.match(subject) else text
