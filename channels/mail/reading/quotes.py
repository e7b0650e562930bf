"""Where an older mail begins within a text: attributions, header blocks, separators. One look per line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from channels.mail.reading.lines import Line, Mark, next_said
from channels.mail.reading.lotus import is_lotus_head
from channels.mail.reading.phrases import (
    ATTRIBUTIONS,
    FORWARD_LINES,
    HEADER_LABELS,
    MARKER_LINES,
    REPLY_WORDS,
    SEPARATORS,
)

_MAX_ATTRIBUTION = 500
_ATTRIBUTION_LINES = 4
_HEADER_LINES = 14
_MAX_LABEL = 30
_MAX_MARKER = 60
_OPENINGS = tuple(sorted({opening for row in ATTRIBUTIONS for opening in row.openings}))
_VERBS = tuple(sorted({verb for row in ATTRIBUTIONS for verb in row.verbs}, key=len, reverse=True))
# "Pada hari Senin, 23 November 2026 pukul 09.15, petugas menulis:" is how citizens here tell what happened.
_TOLD_SO = frozenset({"id", "su", "ms", "jv"})
_PROGRAMS_OPENINGS = tuple(
    sorted({opening for row in ATTRIBUTIONS if row.language not in _TOLD_SO for opening in row.openings})
)
_COLONS = (":", "：")
_RULE = "_" * 10
_DASHES = "-=_—–*"
_MARKER_SIGNS = "-=_—–*#~["
_CLOCK = re.compile(r"\d{1,2}\s?[:.hH時时시]\s?\d{2}")
_YEAR = re.compile(r"\b(?:20|19)\d\d\b|/\d\d\b")
_DATE_FIRST = re.compile(r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/. ]\w{1,9}[-/. ]{1,2}\d{4})\b")
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_UNSPACED = "\u2e80"  # from here on: scripts that set no spaces between words
_EMPHASIS = " *\t|"


def attribution_end(lines: Sequence[Line], at: int) -> int | None:
    """The index behind "On <date>, X wrote:" if it begins at `at`; it may run over a few lines.

    Besides the words it needs a sure sign, for people write "on Monday the clerk wrote:" too: an address,
    quoted text below, or a date with year and time in a language in which people do not tell a case so.
    """
    first = _bare(lines[at].text)
    opened = first.startswith(_OPENINGS)
    if not opened and not first.endswith(_COLONS) and not _names_sender_and_time(first):
        return None
    joined = ""
    for index in range(at, min(at + _ATTRIBUTION_LINES, len(lines))):
        text = _bare(lines[index].text)
        if lines[index].depth != lines[at].depth or not text:
            return None
        joined = f"{joined} {text}" if joined else text
        if len(joined) > _MAX_ATTRIBUTION:
            return None
        if joined.endswith(_COLONS) and _is_attribution(joined, lines, index + 1, opened=opened):
            return index + 1
        if joined.endswith(">") and _lacks_its_colon(joined, lines, index + 1, opened=opened):
            return index + 1
        if not opened and index > at + 1:
            return None
    return None


def _bare(text: str) -> str:
    """A line in lower case, without marks of direction and the dashes of older Yahoo's "--- On Mon, ..."."""
    return text.translate(_DIRECTIONS).strip().removeprefix("--- ").lower()


def _names_sender_and_time(text: str) -> bool:
    """The beginning of an attribution in a language that has no word before the date, or puts it last."""
    return "@" in text and any(character.isdigit() for character in text) and len(text) <= _MAX_ATTRIBUTION


def _is_attribution(joined: str, lines: Sequence[Line], after: int, *, opened: bool) -> bool:
    following = next_said(lines, after)
    quotes_follow = following is not None and following.depth > 0
    address = "@" in joined
    if (
        quotes_follow
        and address
        and (joined[0].isdigit() or joined.endswith((">:", ">：")) or _is_dated(joined))
    ):
        return True  # "2026-11-23 9:15 GMT+07:00 X <x@example.org>:", "Quoting X <x@example.org>:", in any language
    if not any(character.isdigit() for character in joined):
        return quotes_follow and _verb_last(joined)
    if _verb_last(joined):
        dated = _CLOCK.search(joined) is not None
        if address:
            return quotes_follow or opened or dated
        by_program = _is_dated(joined) and joined.startswith(_PROGRAMS_OPENINGS)
        return quotes_follow or by_program
    if opened:
        return (address or quotes_follow) and _verb_inside(joined)
    return quotes_follow and _clock_after_verb(joined)


def _lacks_its_colon(joined: str, lines: Sequence[Line], after: int, *, opened: bool) -> bool:
    """Older Gmail's "2026/11/23 X <x@example.org>" is a date and an address, with quoted text below."""
    following = next_said(lines, after)
    if following is None or not following.depth or "@" not in joined:
        return False
    if opened:
        return _CLOCK.search(joined) is not None and _verb_inside(joined)
    return _DATE_FIRST.match(joined) is not None


def _is_dated(joined: str) -> bool:
    return _CLOCK.search(joined) is not None and _YEAR.search(joined) is not None


def _verb_last(joined: str) -> bool:
    ending = joined.rstrip(":： ")
    for verb in _VERBS:
        if ending.endswith(verb):
            before = ending[-len(verb) - 1 : -len(verb)]
            if verb[0] >= _UNSPACED or not before.isalnum():
                return True
    return False


def _verb_inside(joined: str) -> bool:
    return any(f" {verb} " in joined for verb in _VERBS)


def _clock_after_verb(joined: str) -> bool:
    """Thunderbird's other order: "X wrote on 23/11/2026 9:15:"."""
    return any(
        _CLOCK.search(joined.partition(f" {verb} ")[2]) is not None for verb in _VERBS if verb in joined
    )


def history_begins(lines: Sequence[Line], at: int) -> bool:
    """Whether from this line on everything is an older mail that was left below or forwarded."""
    line = lines[at]
    if line.mark is Mark.HISTORY:
        return True
    text = line.text.strip()
    if not text:
        return False
    if (
        _is_separator(text)
        or _is_headed_by_rule(lines, at, text)
        or _quotes_in_its_line(text)
        or is_lotus_head(lines, at)
    ):
        return True
    if text.startswith(_RULE) and not text.strip("_"):
        below = next_said(lines, at + 1)
        return (
            below is not None and _label(below.text) == "from" and _is_header_block(lines, at + 1, sure=True)
        )
    return _label(text) in {"from", "subject", "sent", "date"} and _is_header_block(lines, at, sure=False)


def _is_headed_by_rule(lines: Sequence[Line], at: int, text: str) -> bool:
    """A separator's words alone, below a row of dashes."""
    if at == 0 or text.lower().rstrip(" :") not in SEPARATORS:
        return False
    above = lines[at - 1].text.strip()
    return len(above) > 1 and not above.strip(_DASHES)


def _quotes_in_its_line(text: str) -> bool:
    """Yahoo's programs let the quoted text follow the attribution in the same line."""
    lowered = text[:_MAX_ATTRIBUTION].lower()
    if "@" not in lowered or not lowered.startswith(_OPENINGS):
        return False
    after_address = lowered.partition("> ")[2]
    return any(after_address.startswith(f"{verb}: ") for verb in _VERBS)


def _is_separator(text: str) -> bool:
    lowered = text.lower()
    if lowered.startswith(FORWARD_LINES):
        return True
    if len(text) > 120:
        return False
    if text[0] not in _MARKER_SIGNS:
        return len(text) <= _MAX_MARKER and lowered.startswith(REPLY_WORDS) and _has_marker(lowered)
    if text[-1] not in ".!?," and _has_marker(lowered):
        return True
    if text[0] not in _DASHES:
        return False
    inner = lowered.strip(f"{_DASHES} :\u00a0")
    if inner in SEPARATORS or inner.startswith("forwarded by "):
        return True
    # Notes on the Web: -----"Kantor" <kantor@example.org> wrote: -----
    # Orange's telephones: ---- Siti a écrit ----
    if not (text.startswith("--") and text.endswith("--") and _verb_last(inner)):
        return False
    return ":" in text or (text.startswith("----") and text.endswith("----"))


def _has_marker(lowered: str) -> bool:
    return any(marker in lowered for marker in MARKER_LINES)


def _is_header_block(lines: Sequence[Line], at: int, *, sure: bool) -> bool:
    """Three kinds of header lines with a From among them.

    A letter begins with "Dari: ... Kepada: ... Perihal: ..." too, so there must be a sign of a program:
    its word for "sent", an address, or a rule above (`sure`).
    """
    found: set[str] = set()
    strangers = 0
    for line in lines[at : at + _HEADER_LINES]:
        if line.depth != lines[at].depth:
            break
        text = line.text.strip()
        if not text:
            continue
        label = _label(text)
        if not label:
            strangers += 1
            if strangers > 2:
                break
            continue
        found.add(label)
        sure = sure or label == "sent" or "@" in text
        if sure and "from" in found and len(found) >= 3:
            return True
    return False


def _label(text: str) -> str:
    head, colon, _ = text[: _MAX_LABEL + 10].replace("：", ":").partition(":")
    return HEADER_LABELS.get(head.strip(_EMPHASIS).lower().rstrip("\u00a0 "), "") if colon else ""
