"""A page being written from HTML: words become lines, white space collapses, quotes and marks are kept."""

from __future__ import annotations

import re

from channels.mail.reading.charsets import clean
from channels.mail.reading.lines import Line, Mark

MAX_LINK = 500
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CELL = "  "
_INVISIBLE = str.maketrans("", "", "\u200b\u00ad\u034f\u2060")


class Page:
    """Collects what a walk over the markup finds; `lines()` at the end."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._words: list[str] = []
        self._bullet = ""
        self._depth = 0
        self._mark = Mark.NONE
        self._open: list[tuple[int, int, Mark]] = []  # node, depth and mark before it
        self._preserve = 0
        self._blank_wanted = False

    def write(self, text: str) -> None:
        if self._preserve:
            first, *rest = clean(text).split("\n")
            self._words.append(first)
            for line in rest:
                self.end_line()
                self._words.append(line)
            return
        text = _SPACE.sub(" ", text)
        if not self._words or self._words[-1].endswith(" "):
            text = text.removeprefix(" ")
        if text:
            self._words.append(text)

    def enter(self, node: int, quotes: bool, mark: Mark) -> None:
        """What follows stands in a quote, or bears a mark, until `leave` of the same node."""
        if not quotes and mark is Mark.NONE:
            return
        self._flush()
        self._open.append((node, self._depth, self._mark))
        self._depth += quotes
        if mark is Mark.HISTORY:
            self._lines.append(Line(self._depth, "", Mark.HISTORY))
        elif mark is not Mark.NONE:
            self._mark = mark

    def leave(self, node: int) -> None:
        if self._open and self._open[-1][0] == node:
            self._flush()
            _, self._depth, self._mark = self._open.pop()

    @property
    def last(self) -> str:
        """The last line that says something, as far as it is near."""
        return next((line.text for line in self._lines[:-4:-1] if line.text), "")

    def end_line(self) -> None:
        if not self._flush():
            self._lines.append(Line(self._depth, "", self._mark))

    def end_block(self, *, spaced: bool) -> None:
        self._flush()
        self._blank_wanted = self._blank_wanted or spaced

    def next_cell(self) -> None:
        if self._words:
            self._words.append(_CELL)

    def bullet(self, text: str) -> None:
        self._bullet = text

    def keep_spaces(self, *, keep: bool) -> None:
        self._preserve = max(0, self._preserve + (1 if keep else -1))

    def link(self, target: str) -> None:
        """The address of a link behind its words, where the words do not show it."""
        target = target.strip()
        if len(target) > MAX_LINK or not target.lower().startswith(("http://", "https://")):
            return
        said = "".join(self._words[-8:])
        bare = target.rstrip("/").partition("://")[2].removeprefix("www.")
        if said.strip() and bare not in said:
            self._words.append(f" ({target})")

    def lines(self) -> list[Line]:
        self._flush()
        return self._lines

    def _flush(self) -> bool:
        """Write the words collected so far as a line; false if there were none."""
        text = "".join(self._words)
        lone = text.strip(" \n") == "\u00a0"
        self._words = []
        text = clean(text.translate(_INVISIBLE)).replace("\u00a0", " ")
        text = text.rstrip() if self._preserve else text.strip()
        if not text.strip():
            # A paragraph that holds nothing but a space which does not break is how Word leaves a line blank.
            self._blank_wanted = self._blank_wanted or lone
            return False
        if self._blank_wanted and self._lines:
            # Between what was said and what is quoted, the blank line is not part of the quote.
            self._lines.append(Line(min(self._depth, self._lines[-1].depth), "", self._mark))
        self._blank_wanted = False
        self._lines.append(Line(self._depth, self._bullet + text, self._mark))
        self._bullet = ""
        return True
