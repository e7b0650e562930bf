"""Send the letters, watch what becomes of them, and say what did not become what it should."""

from __future__ import annotations

import asyncio
import email
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message

from app.build import Service
from app.demo.letters import Letter
from app.demo.stage import ACCOUNT
from channels.mail.reading import content_key
from core.message import Terminal
from sandbox.mail.platform import Platform

PATIENCE = 120.0  # seconds for everything
TICKET = re.compile(r"[A-Z]{2,5}-\d{4}-\d{6,9}-[0-9A-Z]")


@dataclass
class Line:
    """One letter on its way: what became of it, and the ticket its answer named."""

    letter: Letter
    key: str = ""
    sent: bool = False
    fate: Terminal | None = None
    ticket: str = ""
    answers: int = 0

    @property
    def well(self) -> bool:
        return self.fate is self.letter.ends and self.answers == (1 if self.letter.answered else 0)

    @property
    def wrong(self) -> str:
        """What is not as it should be; empty when all is well."""
        if self.fate is not self.letter.ends:
            found = self.fate.value if self.fate else "nothing yet"
            return f"{self.letter.file}: {self.letter.ends.value} was expected, {found} was found"
        if not self.well:
            wanted = "one answer" if self.letter.answered else "no answer"
            return f"{self.letter.file}: {wanted} was expected, {self.answers} were sent"
        return ""


@dataclass
class Play:
    """The whole demo: lines in order, watched until all are well or patience ends."""

    service: Service
    platform: Platform
    letters: Sequence[Letter]
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = [Line(letter) for letter in self.letters]
        self.ends = time.monotonic() + PATIENCE

    @property
    def over(self) -> bool:
        return all(line.well for line in self.lines) or time.monotonic() > self.ends

    async def step(self) -> None:
        """Send what may be sent now, then look."""
        answers = self._answers()
        for line in self.lines:
            values = _of_acknowledgement(answers.get(line.letter.after))
            if not line.sent and (values or not line.letter.after):
                await self._send(line, values)
                break  # one at a time, so that one can watch
        await self._look(answers)

    async def _send(self, line: Line, values: Mapping[str, str]) -> None:
        raw = line.letter.filled(values)
        line.key, line.sent = content_key(raw), True
        await asyncio.to_thread(self.platform.submit, raw, line.letter.sender)

    async def _look(self, answers: Mapping[str, Message]) -> None:
        keys = [line.key for line in self.lines if line.sent and line.letter.ends is not Terminal.REDELIVERED]
        fates = await self.service.store.read(
            lambda unit: ({key: unit.ledger.fate(ACCOUNT, key) for key in keys}, unit.ledger.balances())
        )
        redelivered = sum(balance.ended.get(Terminal.REDELIVERED, 0) for balance in fates[1])
        counted = Counter(address for mail in self.platform.outbox for address in mail.recipients)
        for line in self.lines:
            line.fate = fates[0].get(line.key) if line.sent else None
            if line.letter.ends is Terminal.REDELIVERED and redelivered:
                line.fate = Terminal.REDELIVERED
            if line.letter.answered:
                line.answers = counted[line.letter.answered]
                line.ticket = _of_acknowledgement(answers.get(line.letter.answered)).get("ticket", "")

    def _answers(self) -> dict[str, Message]:
        """What each address got, as a citizen's mail program would show it."""
        return {
            address: email.message_from_bytes(mail.raw)
            for mail in list(self.platform.outbox)
            for address in mail.recipients
        }

    def faults(self) -> list[str]:
        """One sentence for each thing that is not as it should be; empty: the demo succeeded."""
        wrong = [line.wrong for line in self.lines if line.wrong]
        expected = {line.letter.answered for line in self.lines}
        strangers = {address for mail in self.platform.outbox for address in mail.recipients} - expected
        return wrong + [f"{address} got an answer and should not have" for address in sorted(strangers)]


def _of_acknowledgement(mail: Message | None) -> dict[str, str]:
    """What a reply to this acknowledgement would quote; empty when there is none yet."""
    if mail is None:
        return {}
    subject, own_id = str(mail["Subject"]), str(mail["Message-ID"])
    ticket = TICKET.search(subject)
    return {
        "subject": subject,
        "acknowledgement": own_id,
        "bounced": own_id,
        "ticket": ticket.group() if ticket else "",
    }
