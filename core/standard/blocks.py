"""The text of a cell of a published standard, cut at the ends of its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "li", "ol", "ul", "br", "div", "tr", "table"})
_SPACE = re.compile(r"\s+")


def blocks_of(cell: str) -> Iterator[str]:
    """HTML or plain text; each block on one line, without those that say nothing."""
    parser = _Text()
    parser.feed(cell)
    parser.close()
    parser.end_block()
    for block in parser.blocks:
        text = _SPACE.sub(" ", block).strip().removeprefix(":").strip()
        if text:
            yield text


class _Text(HTMLParser):
    """The text of a cell, cut at the ends of blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        if tag in _BLOCKS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def end_block(self) -> None:
        if self._words:
            self.blocks.append("".join(self._words))
            self._words = []
