"""Which folders of a mailbox are read: the configured ones, and the spam folder wherever it is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from channels.mail.account import Settings

_log = logging.getLogger(__name__)

ALL_MAIL, JUNK = b"\\ALL", b"\\JUNK"  # RFC 6154 section 2, in capitals
# Names that the common servers and clients give their spam folder where none is marked as such.
_SPAM_NAMES = frozenset(
    {"junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail", "bulk", "spam mail"}
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the server's LIST answer; `flags` in capitals."""

    name: str
    flags: frozenset[bytes] = frozenset()
    delimiter: str = "/"

    @property
    def leaf(self) -> str:
        return self.name.rpartition(self.delimiter)[2] if self.delimiter else self.name

    @property
    def selectable(self) -> bool:
        return not self.flags & {b"\\NOSELECT", b"\\NONEXISTENT"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to read; `gmail` says that its mails are known by X-GM-MSGID."""

    name: str
    gmail: bool = False


def choose(listed: Sequence[Listed], settings: Settings, *, gmail: bool) -> tuple[Folder, ...]:
    """The folders to read, the one to watch first. A configured folder is read even if the server
    does not list it: opening it then says what is wrong. Gmail's All Mail holds every label except
    spam and trash, so it stands for all configured folders.
    """
    named: list[str] = list(settings.folders)
    if gmail:
        everything = _marked(listed, ALL_MAIL)
        if everything:
            named = [everything]
        else:
            _log.warning("Gmail hides All Mail from IMAP: reading %d configured folders", len(named))
    if settings.spam:
        spam = _marked(listed, JUNK) or _called_spam(listed)
        if spam:
            named.append(spam)
    return tuple(Folder(name, gmail) for name in dict.fromkeys(named))


def _marked(listed: Sequence[Listed], flag: bytes) -> str | None:
    return next((folder.name for folder in listed if flag in folder.flags and folder.selectable), None)


def _called_spam(listed: Sequence[Listed]) -> str | None:
    return next((f.name for f in listed if f.leaf.lower() in _SPAM_NAMES and f.selectable), None)
