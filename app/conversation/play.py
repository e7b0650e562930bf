"""Dialogues in an office of their own: every step is the one that `serve` takes, and time passes as they say."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from app.build import build_calendar, build_desk, build_reader
from app.config import Config, OfficeSection
from app.conversation.dialogue import KINDS, Dialogue
from app.conversation.line import Citizen, Line, MailLine
from app.conversation.outcome import Outcome, outcome, waits_until
from app.kinds import capabilities
from core.desk import Desk
from core.dispatch.send import Flow
from core.intake.keep import keep
from core.intake.lapse import lapse_next
from core.intake.read import read_next
from core.message import Batch, InboundMessage
from core.ports.store import Unit
from storage.seal import generate_master_key
from storage.store import SqlStore, open_store

LONG = timedelta(minutes=20)  # after which whatever was to be answered at leisure has been
MORNING = time(1, tzinfo=UTC)  # eight o'clock in Jakarta
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LAPSES = 3  # a case that lapses is told of it, and may in theory wait for something else


@dataclass
class PassingClock:
    """Stands where the dialogue is."""

    moment: datetime = LONG_AGO

    def now(self) -> datetime:
        return self.moment


@dataclass
class Stage:
    """One office for any number of dialogues, each of another citizen."""

    store: SqlStore
    desk: Desk
    lines: Mapping[str, Line]
    clock: PassingClock = field(default_factory=PassingClock)
    played: int = 0

    async def play(self, dialogue: Dialogue) -> Outcome:
        """What stands when all was said and every date of R11 has passed."""
        self.played += 1
        line, citizen = self.lines[dialogue.kind], Citizen(f"warga-{self.played}", dialogue.display_name)
        keys: list[str] = []
        begins = []
        for number, turn in enumerate(dialogue.turns):
            await self._pass_until(turn.at)
            begins.append(len(line.sent))
            said = line.say(citizen, f"{citizen.name}:{number}", turn)
            keys += [one.unique_id for one in line.parse(said) if isinstance(one, InboundMessage)]
            await keep(self.store, Batch(line.account, "dialogues", (said,), said.key), self.clock)
            await self._read()
            following = dialogue.turns[number + 1 :]
            await self._pass_until(min([turn.at + LONG, *(one.at for one in following[:1])]))
        await self._let_lapse(line.account, keys)
        ends = [*begins[1:], len(line.sent)]
        replies = [line.heard(citizen, *span) for span in zip(begins, ends, strict=True)]
        return await self.store.read(
            lambda unit: outcome(unit, dialogue, line.account, keys, replies, self.desk.classifier)
        )

    async def _pass_until(self, moment: datetime) -> None:
        self.clock.moment = moment
        while await lapse_next(self.store, self.desk, self.clock):
            pass
        await self._leave()

    async def _read(self) -> None:
        while await read_next(self.store, self.lines, self.desk, self.clock):
            pass
        await self._leave()

    async def _leave(self) -> None:
        """All that is due leaves."""
        for name, line in self.lines.items():
            flow = Flow(name, line, self.store, self.clock)
            async with asyncio.TaskGroup() as leaving:
                await flow.next(leaving)
            flow.raise_faults()

    async def _let_lapse(self, account: str, keys: list[str]) -> None:
        for _ in range(LAPSES):
            until = await self.store.read(lambda unit: waits_until(unit, account, keys))
            if until is None:
                return
            await self._pass_until(datetime.combine(until + timedelta(days=1), MORNING))


@asynccontextmanager
async def stage(config: Config | None = None) -> AsyncIterator[Stage]:
    """An empty office in a folder of its own, by the office's configuration or the usual one."""
    config = config or Config(office=OfficeSection(sundanese_approved=True))
    lines = {
        kind: (MailLine if kind == "mail" else Line)(kind, kind, capabilities(kind))
        for kind in dict.fromkeys(KINDS.values())
    }
    able = {name: line.capabilities for name, line in lines.items()}
    desk = build_desk(config, build_calendar(config), able, build_reader(config))
    with tempfile.TemporaryDirectory(prefix="aduan-converse-") as folder:
        files = Path(folder, "files")
        url = f"sqlite:///{Path(folder, 'aduan.db')}"
        store = open_store(url, generate_master_key(), files, create=True)
        try:
            # what is older than an account's first connection is never answered, and dialogues come in any order
            await store.write(partial(_connect, lines))
            yield Stage(store, desk, lines)
        finally:
            await store.close()


def _connect(accounts: Iterable[str], unit: Unit) -> None:
    for account in accounts:
        unit.accounts.connected(account, LONG_AGO)
