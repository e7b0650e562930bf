"""Enriched text (RFC 1896) and richtext (RFC 1341), which went before HTML, as plain text."""

from __future__ import annotations

import re

_PARAMETERS = re.compile(r"<param>[^<]{0,500}</param>", re.IGNORECASE)
_COMMAND = re.compile(r"</?([a-zA-Z0-9-]{1,60})>|<<")
_SIGNS = {"nl": "\n", "np": "\n\n", "paragraph": "\n", "lt": "<"}
_LINE_ENDS = re.compile(r"\n+")


def plain_from_enriched(text: str) -> str:
    """The text without commands: one line end is a space, and of several one is none (RFC 1896 section 2)."""
    joined = _LINE_ENDS.sub(lambda ends: ends[0][1:] or " ", _PARAMETERS.sub("", text))
    return _COMMAND.sub(_sign, joined)


def _sign(command: re.Match[str]) -> str:
    name = command[1]
    return "<" if name is None else _SIGNS.get(name.lower(), "")
