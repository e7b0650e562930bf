"""An office whose steps a test takes one by one: the real store, the real mail channel over real SMTP, a held clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.build import build_calendar, build_desk
from app.config import AccountSection, Config, OfficeSection, RouteSection
from channels.mail import Settings, open_channel
from channels.mail.reading import content_key
from core.case.complaint import Complaint, Entry
from core.classify.labels import Sector
from core.desk import Desk
from core.dispatch.settle import expire_next, settle_next
from core.intake.keep import keep
from core.intake.lapse import lapse_next
from core.intake.read import read_next
from core.law.deadline import jakarta_date
from core.message import Batch, Envelope, Kept, Terminal
from core.ports.accounts import Balance
from core.ports.channel import Channel
from core.ports.inbox import CaseView, Filters, InboxRow, Officer, Role, View, Viewer
from core.ports.store import Store, Unit
from sandbox.mail.smtp import Received, SmtpSink
from tests.pipeline.leaving import Leaving

T = TypeVar("T")

ADDRESS = "aduan@office.example"
ACCOUNT = "surat"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # a Monday, twelve o'clock in Purwakarta
MANAGER = Officer("siti", "Siti Pengelola", Role.COMPLAINT_MANAGER, "complaint_manager")
SARI = Officer("sari", "Sari Petugas", Role.OFFICER, "tim_bangunan")
ROUTING = (
    RouteSection("bangunan", "tim_bangunan", sector=Sector.PUBLIC_WORKS_HOUSING),
    RouteSection("kesehatan", "tim_kesehatan", sector=Sector.HEALTH_DRUG_FOOD),
)


@dataclass
class HeldClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


def settings(sink: SmtpSink, **more: object) -> Settings:
    values: dict[str, object] = {
        "address": ADDRESS,
        "imap_host": "127.0.0.1",
        "smtp_host": "127.0.0.1",
        "credential": lambda: sink.password,
        "username": sink.username,
        "imap_security": "none",
        "smtp_port": sink.port,
        "smtp_security": "none",
        "from_name": "Pengaduan DPMPTSP",
        **more,
    }
    return Settings(**values)  # type: ignore[arg-type]  # a test's shorthand


@dataclass
class Post:
    """What left over SMTP, and the server that took it."""

    server: SmtpSink
    taken: list[Received]

    def to(self, address: str) -> list[Message]:
        return [message_from_bytes(mail.raw) for mail in self.taken if address in mail.recipients]


@dataclass
class Office:
    """`mail` is a delivery that arrives now; `work` reads all that is kept and sends all that is due."""

    store: Store
    post: Post
    clock: HeldClock
    desk: Desk
    channels: dict[str, Channel]
    arrived: int = 0
    leaving: Leaving = field(init=False)

    def __post_init__(self) -> None:
        self.leaving = Leaving(self.store, self.clock)

    def envelope(self, raw: bytes, at: datetime | None = None, account: str = ACCOUNT) -> Envelope:
        return Envelope(account, "INBOX", content_key(raw), raw, at or self.clock.now())

    async def keep(self, *envelopes: Envelope, cursor: str | None = None) -> Kept:
        self.arrived += len(envelopes)
        account = envelopes[0].account if envelopes else ACCOUNT
        batch = Batch(account, "INBOX", envelopes, cursor or f"1:{self.arrived}")
        return await keep(self.store, batch, self.clock)

    async def mail(self, raw: bytes, at: datetime | None = None, account: str = ACCOUNT) -> Terminal | None:
        """A mail arrives, is read, and what is due leaves; returns how it ended."""
        await self.keep(self.envelope(raw, at, account))
        await self.work()
        return await self.fate(raw, account)

    async def work(self) -> None:
        while await read_next(self.store, self.channels, self.desk, self.clock):
            pass
        await self.send()

    async def send(self) -> None:
        await self.leaving.all(self.channels)

    async def settle(self) -> None:
        await expire_next(self.store, self.clock)
        for account, channel in self.channels.items():
            while await settle_next(self.store, account, channel, self.clock):
                pass

    async def lapse(self) -> None:
        while await lapse_next(self.store, self.desk, self.clock):
            pass

    async def fate(self, raw: bytes, account: str = ACCOUNT) -> Terminal | None:
        return await self.store.read(lambda unit: unit.ledger.fate(account, content_key(raw)))

    async def balances(self) -> Sequence[Balance]:
        return await self.store.read(lambda unit: unit.ledger.balances())

    async def adds_up(self) -> bool:
        return all(balance.missing == 0 for balance in await self.balances())

    async def ended(self, state: Terminal) -> int:
        return sum(balance.ended.get(state, 0) for balance in await self.balances())

    async def rows(
        self, officer: Officer = MANAGER, view: View = View.OPEN, search: str = ""
    ) -> tuple[InboxRow, ...]:
        """Newest first, as the inbox shows them."""
        today = jakarta_date(self.clock.now())
        filters = Filters(view=view, search=search)
        page = await self.store.read(
            lambda unit: unit.inbox.page(Viewer(officer.name, officer.role), filters, today)
        )
        return page.rows

    async def case(self, address: str) -> Complaint:
        """The one case of this address."""
        found = await self.cases(address)
        assert len(found) == 1, f"{len(found)} cases of {address}"
        return found[0]

    async def cases(self, address: str) -> list[Complaint]:
        """All cases of an address, oldest first."""
        rows = [*await self.rows(), *await self.rows(view=View.CLOSED)]
        own = [r.complaint for r in rows if address in {a.handle for a in r.complaint.party.addresses}]
        return sorted(own, key=lambda case: case.id)

    async def get(self, ticket: str) -> Complaint:
        case = await self.store.read(lambda unit: unit.cases.get(ticket))
        assert case is not None
        return case

    async def view(self, ticket: str, officer: Officer = MANAGER) -> CaseView:
        shown = await self.store.read(
            lambda unit: unit.inbox.case(Viewer(officer.name, officer.role), ticket)
        )
        assert shown is not None
        return shown

    async def history(self, ticket: str) -> list[str]:
        return [entry.what for entry in await self.entries(ticket)]

    async def entries(self, ticket: str) -> Sequence[Entry]:
        return await self.store.read(lambda unit: unit.history.of(ticket))

    async def do(self, deed: Callable[[Unit], T]) -> T:
        return await self.store.write(deed)


@cache
def desk() -> Desk:
    """The office's desk as `app.build` makes it; a value, and dear to make."""
    config = Config(
        office=OfficeSection(sundanese_approved=True),
        routing=ROUTING,
        accounts=(AccountSection(ACCOUNT, "mail", "g", None, None),),
    )
    return build_desk(config, build_calendar(config))


def open_office(store: Store, post: Post, clock: HeldClock, mail: Settings) -> Office:
    """All as in a service, but for the store and the clock, which the test brings."""
    return Office(store, post, clock, desk(), {ACCOUNT: open_channel(ACCOUNT, mail)})


async def connect(office: Office, account: str = ACCOUNT) -> None:
    """The account's first connection is now, long enough ago for what arrives from now on."""
    moment = office.clock.now()
    await office.store.write(lambda unit: unit.accounts.connected(account, moment))


def with_caps(office: Office, **caps: int) -> None:
    office.desk = replace(office.desk, caps=replace(office.desk.caps, **caps))


def payload(mail: Message) -> str:
    """The words of a mail of ours."""
    raw = mail.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode()


def files_in(directory: Path) -> dict[str, bytes]:
    """All files below, by name."""
    return {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
