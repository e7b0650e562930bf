"""Personal data that a text shows by its form: what must never stand where everybody can read it (domain 7.2).

The forms are loose on purpose: a number with a typing error is somebody's number all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Personal(StrEnum):
    """What a piece of personal data is."""

    IDENTITY_NUMBER = "identity_number"  # NIK, number of the family card, tax number of sixteen digits
    TAX_NUMBER = "tax_number"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    ADDRESS = "address"
    PLATE = "plate"


_GAP = r"[ .\-]?"
_DIGIT_WORD = (
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
    r"|enol|hiji|tilu|opat|genep|dalapan|salapan"
    r"|zero|oh|one|two|three|four|five|six|seven|eight|nine)"
)
_FORMS: Mapping[Personal, tuple[re.Pattern[str], ...]] = {
    Personal.IDENTITY_NUMBER: (re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15}}(?!\d)"),),
    Personal.TAX_NUMBER: (re.compile(r"(?<!\d)\d{2}\.?\d{3}\.?\d{3}\.?\d[.\-]?\d{3}\.?\d{3}(?!\d)"),),
    Personal.PHONE: (
        re.compile(r"(?<![\d-])(?:\+?62|0)[ .\-]?8\d{2}(?:[ .\-]?\d){5,9}(?!\d)"),
        re.compile(r"(?<!\d)\(0\d{2,3}\)[ .\-]?\d{3,4}[ .\-]?\d{3,4}(?!\d)"),
        re.compile(rf"\b{_DIGIT_WORD}(?:[ ,.\-]{{1,3}}{_DIGIT_WORD}){{7,17}}\b", re.IGNORECASE),
    ),
    Personal.EMAIL: (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b"),),
    Personal.ACCOUNT: (
        re.compile(
            r"\b(?:rek(?:ening)?|norek|bca|bri|bni|bjb|mandiri)\b\D{0,20}\d(?:[ .\-]?\d){7,15}(?!\d)",
            re.IGNORECASE,
        ),
    ),
    Personal.ADDRESS: (
        re.compile(r"\brt[ .:/]{0,3}\d{1,3}[ .,/]{0,3}(?:rw[ .:]{0,3})?\d{1,3}\b", re.IGNORECASE),
    ),
    Personal.PLATE: (re.compile(r"\b[A-Z]{1,2} \d{1,4} [A-Z]{2,3}\b"),),
}


def find_personal(text: str, allowed: Iterable[str] = ()) -> tuple[Personal, ...]:
    """What kinds of personal data the text shows. `allowed` are texts whose own numbers and addresses
    are everybody's, such as the office's telephone.
    """
    known = {_bare(found) for one in allowed for found in _found(one)}
    return tuple(
        kind
        for kind, forms in _FORMS.items()
        if any(_bare(found.group()) not in known for form in forms for found in form.finditer(text))
    )


def conceal(text: str, allowed: Iterable[str] = ()) -> str:
    """The text with stars for what it shows of people, but for what `allowed` texts show as well."""
    known = {_bare(found) for one in allowed for found in _found(one)}
    for forms in _FORMS.values():
        for form in forms:
            text = form.sub(lambda found: found.group() if _bare(found.group()) in known else "***", text)
    return text


def _found(text: str) -> Iterable[str]:
    return (found.group() for forms in _FORMS.values() for form in forms for found in form.finditer(text))


def _bare(words: str) -> str:
    """A number by its digits in the form used inside the country, anything else by its letters."""
    digits = "".join(letter for letter in words if letter.isdecimal())
    if len(digits) < 8:
        return words.casefold()
    return f"0{digits[2:]}" if digits.startswith("62") else digits
