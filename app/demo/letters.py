"""The mails of the demo and what is expected of them, from files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from core.message import Terminal

ADDRESS = re.compile(rb"^From:.*?([\w.+-]+@[\w.-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent. `answered` is who must get an answer; `after` is whose acknowledgement must
    have arrived before, because this mail speaks of it.
    """

    file: str
    shows: str
    ends: Terminal
    raw: bytes
    answered: str = ""
    after: str = ""

    @property
    def sender(self) -> str:
        found = ADDRESS.search(self.raw)
        return found.group(1).decode() if found else ""

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The mail as it goes out, its braces filled from the acknowledgement it speaks of."""
        raw = self.raw
        for name, value in values.items():
            raw = raw.replace(b"{%s}" % name.encode(), value.encode())
        return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def load_letters() -> list[Letter]:
    """All letters, in the order in which they are sent."""
    folder = resources.files("app.demo")
    table = tomllib.loads(folder.joinpath("letters.toml").read_text(encoding="utf-8"))
    return [
        Letter(
            file=row["file"],
            shows=row["shows"],
            ends=Terminal(row["ends"]),
            raw=folder.joinpath("mails", f"{row['file']}.eml").read_bytes(),
            answered=row.get("answered", ""),
            after=row.get("after", ""),
        )
        for row in table["mail"]
    ]
