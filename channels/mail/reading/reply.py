"""What the person wrote now: quotes, signatures and forwarded tails off, answers between quotes kept.

One pass over the lines, each looked at a bounded number of times, so the work grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from channels.mail.reading.lines import Line, Mark, next_said, squeeze
from channels.mail.reading.quotes import attribution_end, history_begins
from channels.mail.reading.signatures import is_signature_mark, without_banner, without_tail

MAX_LINES = 20_000
"""Lines in which a reply is looked for; a longer text is no person's reply, and all of it stands in full."""

_MAX_SIGNATURE = 20


def written_now(lines: Sequence[Line], *, is_reply: bool) -> str:
    """The visible text. Empty only if nothing was written, or if a reply holds nothing but quoted lines.

    What was forwarded, or stands below an unusual quote, is kept if the person added nothing else.
    """
    cut = _Cut(lines[:MAX_LINES])
    text = squeeze("\n".join(cut.said))
    if text:
        return text
    for rest in (cut.history, cut.signed):
        text = squeeze("\n".join(without_tail(rest)))
        if text:
            return text
    if is_reply or not cut.quoted:
        return ""
    return squeeze("\n".join(line.text for line in lines))


def _little_follows(lines: Sequence[Line], at: int) -> bool:
    """A signature is short: a row of two dashes with a page of text below it divides something else."""
    below = [line for line in lines[at : at + _MAX_SIGNATURE + 1] if not line.depth]
    return len(below) <= _MAX_SIGNATURE


class _Cut:
    """The lines, dealt out to what was said, signed, quoted, and left below as history."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.said: list[str] = []
        self.signed: list[str] = []
        self.history: list[str] = []
        self.quoted = False
        self._block: list[str] = []
        self._deal(lines)
        self._end_block()

    def _deal(self, lines: Sequence[Line]) -> None:
        in_signature = False
        at = 0
        while at < len(lines):
            line = lines[at]
            after = at + 1
            if line.depth:
                in_signature = False
                self.quoted = True
                self._end_block()
            elif history_begins(lines, at):
                self.history = [rest.text for rest in lines[at:]]
                return
            elif line.mark is Mark.ATTRIBUTION:
                self._end_block()
            elif (end := attribution_end(lines, at)) is not None:
                following = next_said(lines, end)
                if following is not None and not following.depth:
                    self.history = [rest.text for rest in lines[at:]]
                    return
                self._end_block()
                after = end
            elif in_signature or line.mark is Mark.SIGNATURE:
                self.signed.append(line.text)
            elif is_signature_mark(line.text) and _little_follows(lines, after):
                in_signature = True
            else:
                self._block.append(line.text)
            at = after

    def _end_block(self) -> None:
        if not self._block:
            return
        block = self._block if self.said else without_banner(self._block)
        self.said.extend(without_tail(block))
        self.said.append("")
        self._block = []
