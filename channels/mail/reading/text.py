"""The parts that are text, as lines: transfer encoding, charset, flowed paragraphs and HTML undone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from channels.mail.reading.armour import without_armour
from channels.mail.reading.charsets import decode
from channels.mail.reading.contents import ENRICHED, text_type
from channels.mail.reading.embedded import without_files
from channels.mail.reading.enriched import plain_from_enriched
from channels.mail.reading.flowed import unflow
from channels.mail.reading.lines import Line, plain_lines
from channels.mail.reading.markup import markup_lines
from channels.mail.reading.mojibake import repair
from channels.mail.reading.tree import Entity

MAX_TEXT = 2_000_000
"""Characters read of one text; what lies beyond is in the raw mail, and no person typed it."""

_META_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"\s{0,99}(?:<!doctype html|<html[\s>])", re.IGNORECASE)


def read_lines(entities: Iterable[Entity]) -> list[Line]:
    """All texts of a mail one below the other; one that only repeats an earlier one is left out."""
    lines: list[Line] = []
    seen: set[str] = set()
    for entity in entities:
        added = _entity_lines(entity)
        words = " ".join(" ".join(line.text for line in added).split())
        if not words or words in seen:
            continue
        seen.add(words)
        if lines:
            lines.append(Line(0, ""))
        lines.extend(added)
    return lines


def _entity_lines(entity: Entity) -> list[Line]:
    markup = text_type(entity) == "text/html"
    content = (entity.content() if markup else without_files(entity)[0])[: 4 * MAX_TEXT]
    charset = entity.parameters.get("charset", "")
    if markup and not charset:
        declared = _META_CHARSET.search(content[:2048])
        charset = declared[1].decode("ascii") if declared is not None else ""
    text = repair(decode(content, charset)[:MAX_TEXT])
    if markup or _LOOKS_LIKE_HTML.match(text):
        return markup_lines(text)
    if entity.content_type in ENRICHED:
        text = plain_from_enriched(text)
    if entity.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=entity.parameters.get("delsp", "").lower() == "yes")
    return plain_lines(without_armour(text))
