"""What was entered into a form, as it is kept: one JSON object, whole, with its files."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from core.case.ticket import check_code
from core.errors import Unreadable
from core.message import EnteredFile


@dataclass(frozen=True, slots=True)
class Table:
    """An object of JSON. Every look at it raises Unreadable with `code`, naming the part that does not fit,
    and nothing else.
    """

    values: Mapping[str, object]
    code: str

    def text(self, name: str) -> str:
        """A text without what no database takes (NUL and lone surrogates); "" where there is none."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise Unreadable(self.code, f"{name} is no text")
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")

    def moment(self, name: str) -> datetime:
        """A moment with its zone, in UTC."""
        try:
            told = datetime.fromisoformat(self.text(name))
            moment = told.astimezone(UTC) if told.tzinfo else None
        except (ValueError, OverflowError):
            raise Unreadable(self.code, f"{name} is no moment") from None
        if moment is None:
            raise Unreadable(self.code, f"{name} has no zone")
        return moment

    def files(self, name: str = "files") -> tuple[EnteredFile, ...]:
        found = self.values.get(name, [])
        if not isinstance(found, list):
            raise Unreadable(self.code, f"{name} is no list")
        return tuple(self._file(one, f"{name}[{place}]") for place, one in enumerate(found))

    def _file(self, found: object, name: str) -> EnteredFile:
        if not isinstance(found, dict):
            raise Unreadable(self.code, f"{name} is no object")
        table = Table(found, self.code)
        try:
            data = b64decode(table.text("data"), validate=True)
        except ValueError:
            raise Unreadable(self.code, f"{name}.data is not base64") from None
        return EnteredFile(table.text("filename"), table.text("declared_type"), data)


def key_of(form: str, token: str) -> str:
    """What makes an entry unique: the same form sent twice is one entry. Tells nothing of the token."""
    return sha256(f"{form} entry {token}".encode()).hexdigest()


def code_of(form: str, token: str) -> str:
    """The check code of the entry made with this token: whoever holds the token can show the receipt
    again, and nobody else learns the code from what is stored.
    """
    return check_code(sha256(f"{form} check code {token}".encode()).digest())


def read_table(body: bytes, code: str) -> Table:
    """Raises Unreadable with `code` for anything but an object of JSON."""
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(code, "body is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable(code, "body is no object")
    return Table(found, code)


def dump_files(files: Sequence[EnteredFile]) -> list[dict[str, str]]:
    return [
        {
            "filename": file.filename,
            "declared_type": file.declared_type,
            "data": b64encode(file.data).decode("ascii"),
        }
        for file in files
    ]
