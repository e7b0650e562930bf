"""The words by which offices note how far a complaint is."""

from __future__ import annotations

import re

from core.case.complaint import State

# Matched as whole words, the first that fits wins: "belum selesai" before "selesai".
WORDS: tuple[tuple[State, str], ...] = (
    (State.RECEIVED, r"belum|baru|diterima|masuk|open|pending|menunggu|tertunda|received"),
    (State.UNDER_REVIEW, r"proses|diproses|ditelaah|dalam \w+|on ?progress|verifikasi|under_review"),
    (State.WITHDRAWN, r"dicabut|ditarik|batal|dibatalkan|withdrawn"),
    (State.REDIRECTED, r"dialihkan|diteruskan|dirujuk|dilimpahkan|bukan kewenangan|diarahkan|redirected"),
    (State.CLOSED, r"selesai|tuntas|ditutup|closed?|clear|done|beres|terselesaikan|sudah ditindaklanjuti"),
    (State.SPAM, r"spam"),
    (State.ANSWERED, r"dijawab|terjawab|ditanggapi|direspon|answered|ditindaklanjuti|sudah"),
)
PATTERNS = tuple((state, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for state, words in WORDS)


def read_state(text: str) -> str:
    """The state that a cell means; "" for words that are not known."""
    said = " ".join(text.casefold().split())
    return next((state.value for state, pattern in PATTERNS if pattern.search(said)), "")
