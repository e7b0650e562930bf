"""How far a folder has been read: a place in one UIDVALIDITY (RFC 3501 section 2.3.1.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Cursor:
    """Every mail up to UID `last` is kept. Up to `rescan_to` we read what an earlier UIDVALIDITY had
    shown before: such mails are probably known already.

    Written as "uidvalidity:last", with ":rescan_to" behind it while a rescan is on.
    """

    uidvalidity: int
    last: int = 0
    rescan_to: int = 0

    def __str__(self) -> str:
        text = f"{self.uidvalidity}:{self.last}"
        return f"{text}:{self.rescan_to}" if self.rescanning else text

    @property
    def rescanning(self) -> bool:
        return self.last < self.rescan_to

    def moved(self, last: int) -> Cursor:
        return replace(self, last=max(self.last, last))

    @classmethod
    def resume(cls, text: str | None, uidvalidity: int, newest: int) -> Cursor:
        """Where to go on. A folder with another UIDVALIDITY is read anew, up to `newest` as a rescan;
        so is one whose cursor cannot be read. Nothing is lost by that, and content keys see to doubles.
        """
        if text is None:
            return cls(uidvalidity)
        stored = cls._parse(text)
        if stored is None or stored.uidvalidity != uidvalidity:
            return cls(uidvalidity, rescan_to=newest)
        return stored

    @classmethod
    def _parse(cls, text: str) -> Cursor | None:
        parts = text.split(":")
        if len(parts) not in {2, 3} or not all(part.isascii() and part.isdigit() for part in parts):
            return None
        return cls(*map(int, parts))
