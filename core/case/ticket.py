"""Ticket numbers, PWK-2026-000123-K, and the check codes that go with them.

The last character is a check character by ISO 7064 MOD 37,36 over prefix, year and number. It finds every
single wrong character. Of swapped neighbours it misses about one pair in two hundred, as the standard's
one-character systems do; a number alone opens no case anyway (domain 7.2).
"""

from __future__ import annotations

import re
from functools import lru_cache

PREFIX = "PWK"
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS = len(CHARACTERS)
DIGITS = 6  # the running number is written with at least this many
WRITTEN = rf"[A-Z]{{2,5}}-\d{{4}}-\d{{{DIGITS},9}}-[0-9A-Z]"
"""A pattern of any office's ticket as we write it, its check character untried."""

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: no 0, O, 1, I, L, which are misread
CODE_LENGTH = 8
CODE_BYTES = 16  # so many random bits that the remainder by 31**8 is even to one part in 2**88

AS_DIGIT = str.maketrans("OIL", "011")  # how letters are misread for digits


def check_character(text: str) -> str:
    """The check character of a text of digits and capital letters (ISO 7064 MOD 37,36)."""
    product = MODULUS
    for character in text:
        total = (product + CHARACTERS.index(character)) % MODULUS or MODULUS
        product = total * 2 % (MODULUS + 1)
    return CHARACTERS[(MODULUS + 1 - product) % MODULUS]


def is_prefix(text: str) -> bool:
    """Whether an office's tickets can begin so."""
    return re.fullmatch(r"[A-Z]{2,5}", text) is not None


def format_ticket(year: int, number: int, prefix: str = PREFIX) -> str:
    """The ticket of the year's running number. Raises ValueError where a part is out of range."""
    if not is_prefix(prefix):
        raise ValueError(f"the ticket prefix {prefix!r} must be two to five capital letters")
    if not 2000 <= year <= 9999 or not 1 <= number <= 999_999_999:
        raise ValueError(f"no ticket has year {year} and number {number}")
    digits = f"{number:0{DIGITS}}"
    return f"{prefix}-{year}-{digits}-{check_character(f'{prefix}{year}{digits}')}"


def parse_ticket(text: str, prefix: str = PREFIX) -> str | None:
    """The ticket that a text is, as we write it; None where it is none.

    Forgives case, spaces or other signs for the hyphens (or none), leading zeros left out, and O, I, L
    for 0, 1, 1 in year and number, where only digits can stand. The check character must be the right
    one: were 0 taken for O there too, one wrong digit could make another ticket.
    """
    matched = _pattern(prefix).fullmatch(text.strip())
    return _canonical(matched, prefix) if matched else None


def find_tickets(text: str, prefix: str = PREFIX) -> tuple[str, ...]:
    """All tickets in a text, as we write them, each once, in order. Linear in the text's length."""
    if prefix.lower() not in text.lower():  # most texts hold none: a hundred times faster than the pattern
        return ()
    found = (_canonical(matched, prefix) for matched in _pattern(prefix).finditer(text))
    return tuple(dict.fromkeys(ticket for ticket in found if ticket))


def check_code(random_bytes: bytes) -> str:
    """Eight characters from 31. `random_bytes` are 16 or more from a safe source, else ValueError."""
    if len(random_bytes) < CODE_BYTES:
        raise ValueError(f"a check code needs {CODE_BYTES} random bytes, not {len(random_bytes)}")
    number = int.from_bytes(random_bytes, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[index])
    return "".join(letters)


def parse_check_code(text: str) -> str | None:
    """The check code that a text is, without spaces and hyphens and in capitals; None where it is none."""
    code = re.sub(r"[\s\-]+", "", text).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(CODE_LETTERS) else None


@lru_cache(maxsize=16)
def _pattern(prefix: str) -> re.Pattern[str]:
    """Every part is bounded, so a search is linear. Without a sign before the check character the number
    must be whole, or a ticket without its check character would be read as a shorter one with it.
    """
    digit, sign = "[0-9OIL]", r"[\s\u00a0\-\u2010-\u2015./_]{1,3}"
    return re.compile(
        rf"(?<![A-Z0-9]){prefix}(?:{sign})?({digit}{{4}})(?:{sign})?"
        rf"(?:({digit}{{{DIGITS},9}})(?:{sign})?|({digit}{{1,9}}){sign})([A-Z0-9])(?![A-Z0-9])",
        re.IGNORECASE | re.ASCII,
    )


def _canonical(matched: re.Match[str], prefix: str) -> str | None:
    year, whole, short, check = (part.upper() if part else "" for part in matched.groups())
    try:
        ticket = format_ticket(
            int(year.translate(AS_DIGIT)), int((whole or short).translate(AS_DIGIT)), prefix
        )
    except ValueError:
        return None
    return ticket if check == ticket[-1] else None
