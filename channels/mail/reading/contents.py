"""Which parts of a mail are its text, and which are files that came along (RFC 2046 section 5, RFC 2183)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from channels.mail.reading.tree import Entity

_TEXTS = frozenset({"text/plain", "text/html"})
_UNTYPED = frozenset(
    {"text", "text/text", "plain/text", "text/ascii", "text/unknown", "text/markdown", "text/x-markdown"}
)
_LONGEST_EXCUSE = 300
_EXCUSES = (
    b"your email client",
    b"your e-mail client",
    b"your mail client",
    b"your email program",
    b"your mail program",
    b"your email reader",
    b"this is an html",
    b"this email is html",
    b"this message is in html",
    b"this message is html",
    b"this e-mail is in html",
    b"this email is in html",
    b"this mail is in html",
    b"this is a message in html",
    b"this is a multi-part message",
    b"to view this message",
    b"to view this email",
    b"please view this",
    b"html email",
    b"html only",
    b"if you can read this",
    b"if you can see this",
    b"klien surel anda",
    b"aplikasi surel anda",
    b"surel ini berformat html",
    b"email ini berformat html",
)
ENRICHED = frozenset({"text/enriched", "text/richtext"})
_SILENT = frozenset({"text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Contents:
    """The parts that are read as text, in order; the files; and all HTML, to see what it refers to."""

    texts: list[Entity] = field(default_factory=list)
    files: list[Entity] = field(default_factory=list)
    markup: list[Entity] = field(default_factory=list)


def contents_of(root: Entity) -> Contents:
    """Deal out a tree. Every part ends in exactly one place, except alternatives that were not chosen."""
    contents = Contents()
    _deal(root, contents)
    if not any(says_something(text) for text in contents.texts):
        _promote_named_text(contents)
    return contents


def is_text(entity: Entity) -> bool:
    """Whether a leaf is meant to be read in the mail itself."""
    if entity.disposition == "attachment" or entity.children:
        return False
    return text_type(entity) in _TEXTS and not _has_name(entity)


def text_type(entity: Entity) -> str:
    """The leaf's type, with the odd names that old programs gave to plain text."""
    return "text/plain" if entity.content_type in _UNTYPED else entity.content_type


def says_something(entity: Entity) -> bool:
    return bool(entity.encoded.strip(b" \t\r\n\xa0"))


def _deal(entity: Entity, contents: Contents) -> None:
    if entity.content_type == "multipart/alternative" and entity.children:
        _deal_alternatives(entity.children, contents)
    elif entity.children:
        for child in entity.children:
            _deal(child, contents)
    elif is_text(entity):
        contents.texts.append(entity)
        if text_type(entity) == "text/html":
            contents.markup.append(entity)
    elif entity.content_type not in _SILENT and not entity.content_type.startswith("multipart/"):
        contents.files.append(entity)


def _deal_alternatives(children: Sequence[Entity], contents: Contents) -> None:
    """One of the texts is shown: plain if it says something, else the last that does. Their files are kept.

    A plain text that only sends its reader to the other one says nothing.
    """
    dealt: list[Contents] = []
    for child in children:
        part = Contents()
        _deal(child, part)
        dealt.append(part)
        contents.files.extend(part.files)
        contents.markup.extend(part.markup)
    speaking = [part for part in dealt if any(says_something(text) for text in part.texts)]
    if not speaking:
        return
    plain = [part for part in speaking if all(text_type(text) == "text/plain" for text in part.texts)]
    if len(plain) < len(speaking):
        plain = [part for part in plain if not all(_is_excuse(text) for text in part.texts)]
    contents.texts.extend((plain or speaking[::-1])[0].texts)


def _is_excuse(entity: Entity) -> bool:
    """Whether a plain text is a newsletter's "your program cannot show HTML", with nothing else in it."""
    said = b" ".join(entity.encoded[: _LONGEST_EXCUSE + 1].lower().split())
    return len(said) <= _LONGEST_EXCUSE and said.startswith(_EXCUSES) and b"html" in said


def _promote_named_text(contents: Contents) -> None:
    """Some programs give the text itself a file name: without any other text, the first such part is it.

    So is a text of the kinds that went before HTML.
    """
    for entity in contents.files:
        if (
            (text_type(entity) in _TEXTS or entity.content_type in ENRICHED)
            and entity.disposition != "attachment"
            and says_something(entity)
        ):
            contents.texts.append(entity)
            contents.files.remove(entity)
            return


def _has_name(entity: Entity) -> bool:
    return bool(entity.disposition_parameters.get("filename") or entity.parameters.get("name"))
