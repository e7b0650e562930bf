"""What an invitation says, for a mail that says nothing else (RFC 5545)."""

from __future__ import annotations

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_SHOWN = ("SUMMARY", "LOCATION", "DESCRIPTION")


def invitation_text(calendar: str) -> str:
    """Summary, place and description of the first event, a line each; "" if there is none."""
    event = (
        _FOLD.sub("", calendar).replace("\r\n", "\n").partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    )
    said: dict[str, str] = {}
    for line in event.split("\n"):
        name, _, value = line.partition(":")
        said.setdefault(name.partition(";")[0].strip().upper(), value.strip())
    return "\n".join(_ESCAPE.sub(_unescaped, said[name]) for name in _SHOWN if said.get(name))


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
