"""An invented office: officers, cases and messages, filled in through the store's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from argon2 import PasswordHasher

from core.capabilities import Capabilities
from core.case.complaint import Assignment, Basis, Complaint, Deadline, Entry, Labels, Party, State
from core.case.erased import Ground
from core.case.routing import Row
from core.case.ticket import format_ticket
from core.classify.labels import Classification, Component, Evidence, Facts, Kind, Language, Sector
from core.desk import Desk
from core.law.bases import load_bases
from core.law.calendar import load_calendar
from core.licensing.kbli import Authority, Business, BusinessTable, Version
from core.message import Address, Attachment, Batch, Envelope, InboundMessage, Purpose, Receipt, Terminal
from core.notice.notices import load_notices
from core.ports.accounts import AccountHealth, Health
from core.ports.filing import Change, Filed, Opening, Planned, SealedFile
from core.ports.inbox import Officer, Role
from core.ports.send import SendState
from core.ports.store import Store, Unit
from core.standard.catalogue import Catalogue
from core.standard.document import read_document
from core.work.erase import Order, erase
from core.work.note import note
from storage.store import SqlStore, open_store
from web import passwords

STANDARD = Path(__file__).parent.parent / "core" / "standard" / "standard_of_an_office.txt"
BUSINESS = Business(
    "70209", "Konsultasi Contoh", Version.KBLI_2020, Sector.INDUSTRY, authority=Authority.PROVINCE
)
MASTER_KEY = bytes(range(32))
NOW = datetime(2026, 4, 2, 3, 10, tzinfo=UTC)
TODAY = date(2026, 4, 2)
ACCOUNT = "mail"
LONGEST_REPLY = 15_000  # characters, with the frame around it
CHECK_CODE = "K7Q2M4XH"
PASSWORD = "kopi-tubruk-pagi-hari"

SARI = Officer("sari", "Neng Sari", Role.OFFICER, "Bidang Perizinan")
DADAN = Officer("dadan", "Dadan Ramdan", Role.COMPLAINT_MANAGER, "Sekretariat")


class StoppedClock:
    """Time that moves when it is told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        self._now += span


class NoClassifier:
    """Pages never classify."""

    version = "none"

    def classify(self, text: str, written_on: date) -> Classification:
        raise AssertionError("a page asked for a classification")


@cache
def password_hash() -> str:
    """One for all, with the parameters of the moment: no other would be up to date."""
    return PasswordHasher(passwords.TIME_COST, passwords.MEMORY_KIB, passwords.LANES).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Story:
    """What one case is made of."""

    number: int
    name: str | None
    text: str
    subject: str = ""
    kind: Kind = Kind.COMPLAINT
    component: Component | None = Component.TURNAROUND_TIME
    sector: Sector = Sector.PUBLIC_WORKS_HOUSING
    integrity: bool = False
    due: date | None = date(2026, 4, 7)
    sure: bool = True
    holder: str = ""
    state: State = State.RECEIVED
    files: tuple[SealedFile, ...] = ()
    facts: Facts = field(default_factory=Facts)
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def ticket(self) -> str:
        return format_ticket(2026, self.number)

    @property
    def address(self) -> Address:
        return Address("mail", f"warga{self.number}@example.com", self.name or "")


PBG = Story(
    123,
    "Wawan Hermawan",
    "Izin PBG saya belum terbit sejak tiga minggu lalu.\nMohon penjelasan <b>segera</b>.",
    subject="Izin belum terbit",
    due=date(2026, 4, 7),
    holder="sari",
    evidence=(("sector", "PBG"), ("component", "belum terbit")),
)
CHAIRS = Story(
    124,
    "Neng Siti Rohmah",
    "Kursi ruang tunggu kurang.",
    component=Component.FACILITIES,
    sector=Sector.UNKNOWN,
    due=date(2026, 4, 20),
)
LATE = Story(
    125, "Budi Santoso", "Nama di NIB saya salah ketik.", component=Component.PRODUCT, due=date(2026, 3, 30)
)
QUESTION = Story(
    126,
    None,
    "Berapa biaya retribusi PBG?",
    kind=Kind.INFORMATION_REQUEST,
    component=Component.COST,
    due=date(2026, 4, 9),
    sure=False,
)
BRIBE = Story(
    127,
    "Ujang Suparman",
    "Petugas loket tiga minta uang rokok supaya berkas didahulukan.",
    component=Component.COST,
    integrity=True,
    sector=Sector.UNKNOWN,
)
STORIES = (PBG, CHAIRS, LATE, QUESTION, BRIBE)


@cache
def desk() -> Desk:
    """A value, and dear to make."""
    return Desk(
        calendar=load_calendar(),
        classifier=NoClassifier(),
        notices=load_notices(),
        bases=load_bases(),
        random_bytes=bytes,
        capabilities={ACCOUNT: Capabilities(text=LONGEST_REPLY)},
        businesses=BusinessTable({(BUSINESS.version, BUSINESS.code): BUSINESS}),
        catalogue=Catalogue(read_document(STANDARD.read_text(encoding="utf-8")).standards),
        routing=(Row("tata ruang", "Bidang Tata Ruang", "dadan", sector=Sector.PUBLIC_WORKS_HOUSING),),
    )


def open_office(directory: Path) -> SqlStore:
    return open_store(f"sqlite:///{directory}/aduan.db", MASTER_KEY, directory / "files", create=True)


async def settle_in(store: Store, stories: Sequence[Story] = STORIES) -> None:
    """Officers, one healthy account, and the cases."""

    def arrive(unit: Unit) -> None:
        for officer in (SARI, DADAN):
            unit.staff.add(officer, password_hash())
        unit.accounts.report(AccountHealth(ACCOUNT, "mail", Health.OK, NOW, reported_at=NOW))

    await store.write(arrive)
    await tell(store, *stories)


async def tell(store: Store, *stories: Story, at: datetime = NOW) -> None:
    """Stories become cases, by the door through which real ones come."""

    def file(unit: Unit) -> None:
        for story in stories:
            _file(unit, story, at)

    await store.write(file)


def _file(unit: Unit, story: Story, at: datetime) -> None:
    received = at - timedelta(hours=2)
    unit.envelopes.keep(
        Batch(ACCOUNT, "INBOX", (Envelope(ACCOUNT, "INBOX", story.ticket, b"raw", received),)), at
    )
    (leased,) = unit.envelopes.lease(at, 1, timedelta(minutes=5))
    message = InboundMessage(
        f"<{story.number}@example.com>",
        story.address,
        story.text,
        received,
        subject=story.subject,
        full_text=f"{story.text}\n\n> kutipan lama",
        attachments=tuple(file.attachment for file in story.files),
    )
    found = classification(story)
    case = complaint(story, found, at)
    acknowledgement = Planned(
        ACCOUNT,
        Purpose.ACKNOWLEDGEMENT,
        story.address,
        f"Kami terima dengan nomor {story.ticket}.",
        due_at=at,
    )
    filed = Filed(
        leased,
        0,
        Terminal.OPENED,
        message.external_id,
        message=message,
        files=story.files,
        opens=Opening(case, found, CHECK_CODE),
        entries=(Entry(at, "system", "opened", {"account": ACCOUNT}),),
        sends=(acknowledgement,),
    )
    unit.filing.file([filed], at)


async def write_again(store: Store, story: Story, text: str, at: datetime = NOW) -> None:
    """The citizen writes once more in the same matter."""

    def join(unit: Unit) -> None:
        case = unit.cases.get(story.ticket)
        assert case is not None
        key = f"{story.ticket}-{case.version}"
        unit.envelopes.keep(Batch(ACCOUNT, "INBOX", (Envelope(ACCOUNT, "INBOX", key, b"raw", at),)), at)
        (leased,) = unit.envelopes.lease(at, 1, timedelta(minutes=5))
        said = InboundMessage(f"<{key}@example.com>", story.address, text, at, full_text=text)
        entry = Entry(at, "citizen", "wrote")
        filed = Filed(
            leased,
            0,
            Terminal.JOINED,
            said.external_id,
            message=said,
            joins=case.id,
            change=Change(replace(case, unread=True)),
            entries=(entry,),
        )
        unit.filing.file([filed], at)

    await store.write(join)


async def forget(store: Store, ticket: str, now: datetime = NOW, ground: Ground = Ground.WISH) -> None:
    """All that is due leaves, a note is kept, and then the person goes."""

    def go(unit: Unit) -> None:
        for account, state in unit.outbox.counts():
            while state is SendState.DUE and (
                due := unit.outbox.lease(account, now, 1, timedelta(minutes=1))
            ):
                unit.outbox.sent([(due[0], Receipt(f"<s{due[0].message.id}@example.com>"))], now)
        note(unit, ticket, DADAN, "rahasia kami", now)
        erase(unit, Order(ticket, "dadan", ground, withdrawn=True, tickets=(ticket,)), now)

    await store.write(go)


def classification(story: Story) -> Classification:
    classified = f"{story.subject}\n{story.text}" if story.subject else story.text
    evidence = {
        name: (Evidence(classified.index(words), classified.index(words) + len(words), words, "test"),)
        for name, words in story.evidence
    }
    return Classification(
        story.kind,
        story.component,
        story.sector,
        integrity=story.integrity,
        language=Language.INDONESIAN,
        confidence={"kind": 0.95, "component": 0.7, "sector": 0.3},
        evidence=evidence,
        facts=story.facts,
        abstained=frozenset({"sector"}),
        version="test",
    )


def complaint(story: Story, found: Classification, at: datetime) -> Complaint:
    return Complaint(
        id=0,
        ticket=story.ticket,
        version=1,
        state=story.state,
        labels=Labels.of(found),
        account=ACCOUNT,
        letter="e",
        received_at=at - timedelta(hours=2),
        opened_at=at,
        deadline=Deadline(story.due, Basis.LEGAL if story.due else Basis.NONE, "kalender-uji", story.sure),
        assignment=Assignment("Bidang Perizinan", story.holder, row="baris satu"),
        party=Party(None, story.name, (story.address,)),
        subject=story.subject,
        restricted=story.integrity,
    )


def picture(data: bytes = b"\x89PNG\r\n\x1a\n gambar") -> Attachment:
    return Attachment("bukti/../tanda terima.png", "image/png", len(data), sha256(data).hexdigest(), data)


def refused_program() -> Attachment:
    return Attachment(
        "jalankan.exe",
        "application/x-msdownload",
        9_000,
        "0" * 64,
        None,
        refused="jenis berkas ini tidak diterima",
    )
