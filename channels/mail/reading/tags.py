"""Markup read by its tags alone, where it nests so deeply that building its tree would take quadratic time."""

from __future__ import annotations

import html
import re

from channels.mail.reading.charsets import clean
from channels.mail.reading.tables import words

MAX_NESTING = 4000

_VOID = frozenset(words("area base br col embed hr img input link meta source track wbr"))
_SELF_CLOSING = frozenset(words("p li td th tr dt dd option thead tbody tfoot")) | _VOID
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]*>?")
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|tr|li|table|blockquote|h[1-6])\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|title|!--)", re.IGNORECASE)
_ENDS = {
    name: re.compile(end, re.IGNORECASE)
    for name, end in {"script": "</script", "style": "</style", "title": "</title", "!--": "-->"}.items()
}


def is_too_deep(markup: str) -> bool:
    """Whether elements nest deeper than any program writes: counted from the tags, in one pass."""
    if markup.count("<") <= MAX_NESTING:
        return False
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_NESTING:
            return True
    return False


def text_between_tags(markup: str) -> str:
    """The text of all elements but scripts, styles and comments; blocks begin lines."""
    seen = _ANY_TAG.sub("", _BLOCK_TAG.sub(r"\n\g<0>", _without_unseen(markup)))
    return clean(html.unescape(seen))


def _without_unseen(markup: str) -> str:
    kept: list[str] = []
    endless: set[str] = set()  # each name is searched to the end in vain but once
    at = 0
    opening = _UNSEEN.search(markup)
    while opening is not None:
        name = opening[1].lower()
        end = None if name in endless else _ENDS[name].search(markup, opening.end())
        if end is None:
            endless.add(name)
            opening = _UNSEEN.search(markup, opening.end())
            continue
        kept.append(markup[at : opening.start()])
        at = end.end() if name == "!--" else end.start()
        opening = _UNSEEN.search(markup, end.end())
    return "".join([*kept, markup[at:]])
