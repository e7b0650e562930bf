"""Reading a mail, in one direction: bytes, tree, characters, lines, reply, verdict.

    fields, parameters, tree    bytes to entities               transfer, charsets, words   bytes to characters
    contents, carried           which part is text, which file  flowed, markup, armour      characters to lines
    names, sniff, embedded, tnef, attachments                   the files and what they are
    quotes, lotus, signatures, reply                            lines to what was written now
    machines, reports, bounces                                  who wrote, and what of it

Words of languages and programs stand in tables (`phrases`, `tails`, `notes`); a further language is a further row.
"""

from __future__ import annotations

from channels._sniff import announced_type
from channels.mail.reading.identifiers import content_key
from channels.mail.reading.message import read_letter, read_mail

__all__ = ["announced_type", "content_key", "read_letter", "read_mail"]
