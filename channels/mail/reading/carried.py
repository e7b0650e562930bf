"""The text of a mail that has none of its own: in what it forwards or signs, in winmail.dat, in an invitation."""

from __future__ import annotations

from channels.mail.reading.charsets import clean, decode
from channels.mail.reading.contents import Contents, contents_of
from channels.mail.reading.invitation import invitation_text
from channels.mail.reading.lines import Line, plain_lines
from channels.mail.reading.markup import markup_lines
from channels.mail.reading.names import MAIL_TYPES
from channels.mail.reading.signed import signed_content
from channels.mail.reading.text import read_lines
from channels.mail.reading.tnef import SIGNATURE, unpack
from channels.mail.reading.tree import Entity, parse_tree

_CALENDARS = ("text/calendar", "application/ics")
_SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")


def carried_lines(contents: Contents) -> list[Line]:
    """What the files of a mail say, in their order."""
    return [line for entity in contents.files for line in _lines(entity)]


def _lines(entity: Entity) -> list[Line]:
    if entity.content_type in MAIL_TYPES:
        return read_lines(contents_of(parse_tree(entity.content())).texts)
    if entity.content_type in _SIGNED:
        content = signed_content(entity.content())
        return read_lines(contents_of(parse_tree(content)).texts) if content else []
    if entity.content_type in _CALENDARS:
        invitation = invitation_text(decode(entity.content(), entity.parameters.get("charset", "")))
        return plain_lines(invitation) if invitation else []
    if entity.content_type.endswith("ms-tnef") or entity.content_type == "application/octet-stream":
        data = entity.content()
        packed = unpack(data) if data.startswith(SIGNATURE) else None
        if packed is not None and packed.text.strip():
            return plain_lines(clean(packed.text))
        if packed is not None and packed.markup:
            return markup_lines(packed.markup)
    return []
