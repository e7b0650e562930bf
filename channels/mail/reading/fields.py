"""The head of a mail or of a part of it: fields by name, unfolded, still in the sender's bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

MAX_FIELDS = 2000
"""More fields than this in one head are an attack; what follows is skipped."""

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")
_BLANK = re.compile(rb"\n\r*\n")
_FOLD = re.compile(rb"\r*\n[ \t]*")
_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-type|content-transfer-encoding"
    rb"|received|return-path|in-reply-to|references|reply-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


class Fields:
    """Header fields in their order; names in lower case, values unfolded and stripped."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, bytes]] = ()) -> None:
        values: dict[str, list[bytes]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        self._values: Mapping[str, Sequence[bytes]] = values

    def first(self, *names: str) -> bytes:
        """The first value of the first of these names that says anything, or b""."""
        for name in names:
            for value in self._values.get(name, ()):
                if value:
                    return value
        return b""

    def every(self, name: str) -> Sequence[bytes]:
        return self._values.get(name, ())

    def word(self, name: str) -> str:
        """The value as lower-case ASCII, for fields that hold one of a few known words."""
        return self.first(name)[:998].decode("ascii", "replace").strip().lower()

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> Iterable[str]:
        return self._values.keys()


def split_head(raw: bytes, start: int, end: int) -> tuple[Fields, int]:
    """The fields that begin at `start`, and where the body begins.

    A line that is neither a field nor a continuation ends the head, unless fields of mail follow before
    the first blank line: then somebody broke a long line, and it continues the field above.
    """
    pairs: list[tuple[str, bytes]] = []
    last_known: int | None = None
    at = start
    while at < end:
        field = _FIELD.match(raw, at, end)
        if field is not None:
            if len(pairs) < MAX_FIELDS:
                value = _FOLD.sub(b" ", field[2]) if b"\n" in field[2] else field[2]
                pairs.append((field[1].decode("ascii").lower(), value.strip()))
            at = field.end()
            continue
        line = _LINE.match(raw, at, end)
        after = line.end() if line is not None else end
        content = raw[at:after].rstrip(b"\r\n")
        if not content:
            return Fields(pairs), after
        if last_known is None:
            last_known = _last_known_field(raw, at, end)
        is_envelope_line = at == start and content.startswith((b"From ", b">From "))
        if not is_envelope_line and at >= last_known:
            return Fields(pairs), at
        if pairs and not is_envelope_line:
            name, value = pairs[-1]
            pairs[-1] = (name, value + b" " + content.strip()) if len(value) < 65536 else (name, value)
        at = after
    return Fields(pairs), end


def _last_known_field(raw: bytes, at: int, end: int) -> int:
    """Where the last well-known field before the next blank line begins; -1 if there is none."""
    blank = _BLANK.search(raw, at, end)
    stop = blank.start() if blank is not None else min(end, at + 65536)
    last = -1
    for known in _KNOWN.finditer(raw, at, stop):
        last = known.start()
    return last
