"""Reading a mail, in one direction: bytes, tree, characters, lines, reply, verdict.

    fields, parameters, tree    bytes to entities               transfer, charsets, words   bytes to characters
    contents, attachments       which part is text, which file  flowed, markup, text        characters to lines
    quotes, signatures, reply   lines to what was written now   machines, reports, bounces  who wrote, and what of it

Words of languages and programs stand in tables (`phrases`, `notes`); a further language is a further row.
"""

from __future__ import annotations

from channels.mail.reading.identifiers import content_key
from channels.mail.reading.message import read_mail

__all__ = ["content_key", "read_mail"]
