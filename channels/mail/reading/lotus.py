"""The block with which Lotus Notes heads an older mail: labels at the right margin, their values beside and below."""

from __future__ import annotations

from collections.abc import Sequence

from channels.mail.reading.lines import Line

_INDENT = " " * 8
_LINES = 16
_MAX_DATE = 40
_TO = frozenset({"to", "an", "kepada", "para", "à"})
_SUBJECT = frozenset({"subject", "thema", "perihal", "objet", "asunto"})
_LABELS = _TO | _SUBJECT | {"cc", "kopie"}


def is_lotus_head(lines: Sequence[Line], at: int) -> bool:
    """Whether the deeply indented line at `at` begins such a block.

    A sender stands first, and within the next lines "To" and "Subject" end a line of their own each.
    """
    if "@" in lines[at].text:
        return _is_column(lines, at)
    if not lines[at].text.startswith(_INDENT) or _label(lines[at].text) in _SUBJECT:
        return False
    found: set[str] = set()
    for line in lines[at : at + _LINES]:
        if line.text.strip() and not line.text.startswith(_INDENT):
            return False
        found.add(_label(line.text))
        if found & _TO and found & _SUBJECT:
            return True
    return False


def _is_column(lines: Sequence[Line], at: int) -> bool:
    """The block made text by another program: sender, date, and each label on a line of its own."""
    dated = lines[at + 1].text.strip() if at + 1 < len(lines) else ""
    if len(dated) > _MAX_DATE or not any(map(str.isdigit, dated)):
        return False
    alone = {line.text.strip().lower() for line in lines[at + 2 : at + _LINES]}
    return bool(alone & _TO and alone & _SUBJECT)


def _label(text: str) -> str:
    """The label that ends a line, at least two spaces behind the value before it."""
    before, _, word = text.rstrip().lower().rpartition(" ")
    return word if word in _LABELS and (not before or before.endswith(" ")) else ""
