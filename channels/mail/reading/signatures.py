"""What programs, not people, put at the end: device lines, advertisements, fine print, list footers."""

from __future__ import annotations

import re

from channels.mail.reading.tails import (
    ADVERTISEMENTS,
    BANNER_MARKS,
    BANNERS,
    DEVICE_ENDINGS,
    DEVICE_OPENINGS,
    DEVICE_STEMS,
    DEVICES,
    DISCLAIMER_MARKS,
    DISCLAIMER_OPENINGS,
    LIST_FOOTER_MARKS,
    LIST_FOOTERS,
    SURE_DEVICE_OPENINGS,
)

_MAX_DEVICE_LINE = 140
_FEW_WORDS = 7
_MAX_FOOTER_LINES = 12
_WORD = re.compile(r"\w+")
_STEM = re.compile(rf"(?<![a-z])(?:{'|'.join(DEVICE_STEMS)})")  # "daripada" holds no iPad
_BANNERS = tuple(banner.strip("[*( ") for banner in BANNERS)
_MAX_PARAGRAPH = 4000
_RULES = "_-=*—–"
_FRAME = " *_-<>[]()\u200b\u200c\u200d\u2060\u2063\ufeff\u00a0"  # some programs set signs that nobody sees
_PROGRAMS = re.compile(
    r"(?:get|download) \S{2,20}(?: \S{2,20}){0,2} for (?:android|ios|iphone|ipad|mobile)\b"
    r"|version: [\d.]{1,20} / virus database:"
)
_HEADING = re.compile(r"[A-Z][A-Z .&/-]{3,40}: ?(?=\S)")
_LIST_RULE = "_" * 20


def is_signature_mark(text: str) -> bool:
    """The line that divides a text from its author's signature ("-- ", RFC 3676 section 4.3).

    Programs that correct typing make one long dash of it.
    """
    return text in {"--", "-- ", "--\u00a0", "—", "— "}


def without_banner(block: list[str]) -> list[str]:
    """Without the paragraph that a server set above the text, if a text follows it."""
    start = next((index for index, line in enumerate(block) if line.strip()), 0)
    if not block or not block[start].strip(_FRAME).lower().startswith(_BANNERS):
        return block
    end = next((index for index in range(start, len(block)) if not block[index].strip()), len(block))
    paragraph = " ".join(block[start:end]).lower()[:_MAX_PARAGRAPH]
    is_banner = any(mark in paragraph for mark in BANNER_MARKS)
    return block[end:] if is_banner and any(line.strip() for line in block[end:]) else block


def without_tail(block: list[str]) -> list[str]:
    """A block of the author's lines without what programs added below it."""
    block = _without_list_footer(block)
    block = _without_disclaimer(block)
    end = len(block)
    while end:
        text = block[end - 1].strip()
        is_rule = len(text) > 2 and not text.strip(_RULES)
        if text and not is_rule and not _is_added(block, end - 1):
            break
        end -= 1
    return block[:end]


def _is_added(block: list[str], at: int) -> bool:
    """Whether a program wrote this line: its own words, or the address of its page below them."""
    text = block[at].strip()
    if at and " " not in text and text.startswith(("http://", "https://")) and is_added_line(block[at - 1]):
        return True
    return is_added_line(text) and not _runs_on(block, at)


def _runs_on(block: list[str], at: int) -> bool:
    """Whether a long line goes on with the paragraph above, as no program's does."""
    text = block[at].strip().lower()
    return (
        at > 0
        and bool(block[at - 1].strip(_RULES + " "))
        and text.count(" ") > _FEW_WORDS
        and text.startswith(DEVICE_OPENINGS)
        and not text.startswith(SURE_DEVICE_OPENINGS)
    )


def is_added_line(text: str) -> bool:
    """A whole line such as "Sent from my telephone" or a free service's advertisement."""
    lowered = text.strip(_FRAME).lower()
    if len(text) > _MAX_DEVICE_LINE:
        return False
    # A tree in the letters of Webdings is a P in all others.
    if lowered.removeprefix("p ").removeprefix("https://").removeprefix("http://").startswith(ADVERTISEMENTS):
        return True
    if lowered.startswith(SURE_DEVICE_OPENINGS) or _PROGRAMS.match(lowered) is not None:
        return True
    if not lowered.startswith(DEVICE_OPENINGS) and not lowered.rstrip(".。").endswith(DEVICE_ENDINGS):
        return False
    return not DEVICES.isdisjoint(_WORD.findall(lowered)) or _STEM.search(lowered) is not None


def _without_list_footer(block: list[str]) -> list[str]:
    start = max(0, len(block) - _MAX_FOOTER_LINES)
    for index in range(start, len(block)):
        begins = index == 0 or not block[index - 1].strip(_RULES + " ")
        if begins and block[index].strip().lower().startswith(LIST_FOOTERS):
            return _up_to_rule(block, index)
        if block[index].startswith(_LIST_RULE) and any(
            mark in line[:_MAX_DEVICE_LINE].lower()
            for line in block[index + 1 :]
            for mark in LIST_FOOTER_MARKS
        ):
            return block[:index]
    return block


def _up_to_rule(block: list[str], index: int) -> list[str]:
    """Up to the rule of dashes above the footer, if one stands near."""
    for above in range(index, max(-1, index - 4), -1):
        text = block[above].strip()
        if len(text) >= 2 and not text.strip(_RULES):
            return block[:above]
    return block[:index]


def _without_disclaimer(block: list[str]) -> list[str]:
    """Fine print must begin a paragraph, say that it is fine print, and leave something above it."""
    for index in range(1, len(block)):
        text = block[index].strip(" *_\"'(")
        heading = _HEADING.match(text)
        begins = text.lower().startswith(DISCLAIMER_OPENINGS) or (
            heading is not None and text[heading.end() :].lower().startswith(DISCLAIMER_OPENINGS)
        )
        if begins and not block[index - 1].strip(_RULES + " "):
            paragraph = " ".join(block[index : index + 30]).lower()[:_MAX_PARAGRAPH]
            marks = sum(mark in paragraph for mark in DISCLAIMER_MARKS)
            if marks >= 2 and any(line.strip() for line in block[:index]):
                return block[:index]
    return block
