"""The code of a blank paper form, K7Q2-M4XH-9: printed before anybody has written on the form.

Its first eight characters are the check code of the case that the form will become, its ninth is a check
character (ISO 7064 MOD 37,36). Codes whose check character could be misread are not used, so that every
wrong character is found, and every character is one of the 31 of check codes.
"""

from __future__ import annotations

import re
from hashlib import sha256

from core.case.ticket import CODE_LENGTH, CODE_LETTERS, check_character, check_code

SIGN = r"[\s\u00a0\-\u2010-\u2015./_]{0,3}"
LETTER = f"[{CODE_LETTERS}]"
PATTERN = re.compile(
    rf"(?<![A-Z0-9])({LETTER}{{4}}){SIGN}({LETTER}{{4}}){SIGN}({LETTER})(?![A-Z0-9])", re.IGNORECASE
)


def form_codes(token: str, count: int) -> tuple[str, ...]:
    """The codes of the forms printed with this token: whoever holds the token can print them again, and
    nobody else learns them from what is stored. Different ones, whatever the token.
    """
    codes: dict[str, None] = {}
    trial = 0
    while len(codes) < count:
        eight = check_code(sha256(f"paper form {token} {trial}".encode()).digest())
        check = check_character(eight)
        if check in CODE_LETTERS:
            codes[eight + check] = None
        trial += 1
    return tuple(codes)


def show_form_code(code: str) -> str:
    """As it is printed and read aloud: K7Q2-M4XH-9."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def case_check_code(code: str) -> str:
    """The check code of the case that this form becomes."""
    return code[:CODE_LENGTH]


def find_form_code(text: str) -> str | None:
    """The first code in a text, in capitals and without signs between; None where there is none. Forgives
    case, and spaces or other signs for the hyphens.
    """
    for matched in PATTERN.finditer(text):
        code = "".join(matched.groups()).upper()
        if check_character(code[:-1]) == code[-1]:
            return code
    return None
