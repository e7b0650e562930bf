"""The thirteen ways of the service standard (component 6 item 2), and the words by which offices note them."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "a": "Pejabat Pengelola Pengaduan",
    "b": "Petugas Pengaduan di MPP",
    "c": "Surat",
    "d": "Telepon",
    "e": "SMS",
    "f": "WhatsApp",
    "g": "E-mail",
    "h": "Twitter/X",
    "i": "Instagram",
    "j": "Website DPMPTSP",
    "k": "Website MPP",
    "l": "Formulir Pengaduan",
    "m": "Kotak Pengaduan",
}

# Matched as whole words, the first that fits wins: "web mpp" before "web", "kotak" before "formulir".
WORDS: tuple[tuple[str, str], ...] = (
    ("m", r"kotak|kotak saran|drop ?box"),
    ("k", r"(web|website|situs|laman)\W+(\w+\W+)?mpp|mpp\.purwakartakab\.go\.id"),
    ("j", r"web|website|situs|laman|dpmptsp\.purwakartakab\.go\.id|online form|form online"),
    ("f", r"whats ?app|wa|w\.a\.?|watsap"),
    ("e", r"sms"),
    ("g", r"e-?mail|surel|gmail|pos-?el|surat elektronik"),
    ("h", r"twitter|tweet|x"),
    ("i", r"instagram|ig|insta"),
    ("d", r"telepon|telpon|telefon|telp|tlp|tlpn|call|hotline"),
    ("c", r"surat"),
    ("l", r"formulir|form|blangko"),
    ("b", r"loket|loker|mpp|bale madukara|counter"),
    ("a", r"pejabat|langsung|tatap muka|datang|lisan|kantor|walk ?in|konsultasi"),
)
PATTERNS = tuple((letter, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for letter, words in WORDS)
ALONE = re.compile(r"\(?([a-m])[).]?")  # f, (f), f.
LED = re.compile(r"\(?([a-m])[).]\s")  # f. WhatsApp


def read_letter(text: str) -> str:
    """The letter that a cell means: `f`, `(f)`, `f. WhatsApp`, `via WA`; "" where it is none of the thirteen."""
    said = " ".join(text.casefold().split())
    named = next((letter for letter, pattern in PATTERNS if pattern.search(said)), "")
    found = ALONE.fullmatch(said) or LED.match(said)
    return found[1] if found else named
