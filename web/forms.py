"""What a posted form says: text and choices, tamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from core.message import EnteredFile

Choice = TypeVar("Choice", bound=StrEnum)


async def read_form(request: Request, longest: int, most_files: int, most_fields: int = 50) -> FormData:
    """A posted form with its files in memory: what a citizen hands over never lies on a disk in clear.

    `longest` is what the request may hold, which the guard has asked of its head already. Raises
    HTTPException 400 for what is no form.
    """
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.form(max_fields=most_fields)
    parser = MultiPartParser(request.headers, request.stream(), max_files=most_files, max_fields=most_fields)
    parser.spool_max_size = longest
    try:
        return await parser.parse()
    except MultiPartException:
        raise HTTPException(400) from None


@asynccontextmanager
async def reading_form(
    request: Request, longest: int, most_files: int, most_fields: int
) -> AsyncIterator[FormData]:
    """As `read_form`, and the files are let go of at the end."""
    form = await read_form(request, longest, most_files, most_fields)
    try:
        yield form
    finally:
        await form.close()


async def entered_files(form: FormData, name: str) -> tuple[EnteredFile, ...]:
    """The files that were chosen; a browser sends a nameless empty one where none was."""
    found = [file for file in form.getlist(name) if isinstance(file, UploadFile)]
    chosen = [file for file in found if file.filename or file.size]
    return tuple(
        [EnteredFile(file.filename or "", file.content_type or "", await file.read()) for file in chosen]
    )


def text_of(form: FormData, name: str) -> str:
    """The field's text; a missing field, or a file in its place, is empty. Line ends become ours."""
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def typed_and_chosen(form: FormData) -> tuple[Sequence[tuple[str, str]], Mapping[str, Sequence[str]]]:
    """Every field as often as it was sent, and the names of the files that were chosen, by their field."""
    typed, files = [], defaultdict(list)
    for name, value in form.multi_items():
        if isinstance(value, str):
            typed.append((name, value.replace("\r\n", "\n")))
        elif value.filename:
            files[name].append(value.filename)
    return typed, files


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
