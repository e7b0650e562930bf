"""What a posted form says: text and choices, tamed."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

Choice = TypeVar("Choice", bound=StrEnum)


def text_of(form: FormData, name: str) -> str:
    """The field's text; a missing field, or a file in its place, is empty. Line ends become ours."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def number_of(form: FormData, name: str) -> int:
    """Raises HTTPException 422 for anything but a number."""
    value = text_of(form, name)
    if not value.isdecimal() or len(value) > 18:
        raise HTTPException(422)
    return int(value)


def choice_of(kind: type[Choice], value: str) -> Choice:
    """Raises HTTPException 422 for a value that is none of the choices."""
    try:
        return kind(value)
    except ValueError:
        raise HTTPException(422) from None
