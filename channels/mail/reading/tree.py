"""A mail as a tree of entities (RFC 2045, 2046), in time linear to its size, whatever the bytes.

The standard library's parser is not used here: on nested multiparts its work grows with depth times lines
and it ends in RecursionError, one bad header line hides the fields below it, and what it gives back of a
forwarded mail are not the bytes that came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.mail.reading.fields import Fields, split_head
from channels.mail.reading.parameters import split_parameters
from channels.mail.reading.transfer import decode_transfer

MAX_DEPTH = 30
MAX_ENTITIES = 1000
_DIGEST = "multipart/digest"


@dataclass(frozen=True, slots=True)
class Entity:
    """A mail, or a part of one: its fields, its content's place in the raw bytes, and its children."""

    fields: Fields
    raw: bytes
    start: int
    end: int
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    children: tuple[Entity, ...] = ()

    @property
    def encoded(self) -> bytes:
        """The content as it travelled."""
        return self.raw[self.start : self.end]

    def content(self) -> bytes:
        """The content without its transfer encoding."""
        return decode_transfer(self.encoded, self.fields.word("content-transfer-encoding"))

    @property
    def content_id(self) -> str:
        return self.fields.first("content-id").decode("ascii", "replace").strip("<> ")

    def walk(self) -> Iterator[Entity]:
        """The entity and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def parse_tree(raw: bytes) -> Entity:
    """The tree of a whole mail. Never raises; what is no mail becomes one text."""
    raw = _repair_line_ends(raw)
    start = 0
    while raw[start : start + 1] in {b"\r", b"\n"}:
        start += 1
    if raw.startswith(b"\xef\xbb\xbf", start):
        start += 3
    return _Parser(raw).entity(start, len(raw), depth=0, default="text/plain")


def _repair_line_ends(raw: bytes) -> bytes:
    if b"\n" not in raw:
        return raw.replace(b"\r", b"\n")
    first = raw.find(b"\n")
    return raw.replace(b"\r\r\n", b"\r\n") if raw[max(0, first - 2) : first] == b"\r\r" else raw


class _Parser:
    """One parse; it counts entities, so that a mail of a million empty parts is not a million objects."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._left = MAX_ENTITIES

    def entity(self, start: int, end: int, depth: int, default: str) -> Entity:
        self._left -= 1
        fields, body = split_head(self._raw, start, end)
        content_type, parameters = split_parameters(fields.first("content-type"))
        if "/" not in content_type:
            content_type = {"text": "text/plain", "html": "text/html"}.get(content_type, default)
        disposition, disposition_parameters = split_parameters(fields.first("content-disposition"))
        children: tuple[Entity, ...] = ()
        if content_type.startswith("multipart/"):
            if depth < MAX_DEPTH:
                default = "message/rfc822" if content_type == _DIGEST else "text/plain"
                children = self._parts(parameters.get("boundary", ""), body, end, depth + 1, default)
            if not children:
                end = _before_last_line(self._raw, parameters.get("boundary", ""), body, end)
                content_type, parameters = "text/plain", {}
        return Entity(
            fields,
            self._raw,
            body,
            end,
            content_type,
            parameters,
            disposition,
            disposition_parameters,
            children,
        )

    def _parts(self, boundary: str, start: int, end: int, depth: int, default: str) -> tuple[Entity, ...]:
        spans = _spans(self._raw, boundary.rstrip().encode("utf-8", "replace"), start, end)
        if not spans:
            spans = _spans(self._raw, _boundary_in_use(self._raw, start, end), start, end)
        parts: list[Entity] = []
        for first, last in spans:
            if self._left <= 0:
                break
            parts.append(self.entity(first, last, depth, default))
        return tuple(parts)


def _spans(raw: bytes, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where each part begins and ends. The last may lack its closing line: the mail was cut off."""
    if not boundary:
        return []
    mark = b"--" + boundary
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    at = raw.find(mark, start, end)
    while at >= 0:
        if at == start or raw[at - 1 : at] == b"\n":
            line_end = raw.find(b"\n", at, end)
            line_end = end if line_end < 0 else line_end + 1
            rest = raw[at + len(mark) : line_end].strip()
            if rest in {b"", b"--"}:
                if begin is not None:
                    spans.append((begin, _before_line_end(raw, begin, at)))
                begin = None if rest else line_end
                if rest:
                    break
        at = raw.find(mark, at + len(mark), end)
    if begin is not None:
        spans.append((begin, end))
    return spans[:MAX_ENTITIES]


def _before_last_line(raw: bytes, boundary: str, start: int, end: int) -> int:
    """Where a text ends whose mail has none of its boundaries but the closing one."""
    closing = raw.rfind(b"\n--" + boundary.encode("utf-8", "replace") + b"--", start, end) if boundary else -1
    return closing if closing >= 0 else end


def _before_line_end(raw: bytes, begin: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1)."""
    if at > begin and raw[at - 1 : at] == b"\n":
        at -= 1
    if at > begin and raw[at - 1 : at] == b"\r":
        at -= 1
    return at


def _boundary_in_use(raw: bytes, start: int, end: int) -> bytes:
    """The boundary that the body really uses, where the declared one is missing or occurs nowhere."""
    at = start if raw.startswith(b"--", start) else raw.find(b"\n--", start, end) + 1
    if at < start or not raw.startswith(b"--", at):
        return b""
    line_end = raw.find(b"\n", at, end)
    candidate = raw[at + 2 : line_end if line_end >= 0 else end].strip()
    follows = raw[line_end + 1 : line_end + 9].lower() if line_end >= 0 else b""
    return candidate if 0 < len(candidate) <= 200 and follows == b"content-" else b""
