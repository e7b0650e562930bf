"""SP4N-LAPOR! as a channel: reports that come in a file (`aduan import lapor`); answers are written there by hand.

LAPOR!'s own interface is documented for its developers only (domain 4.6), so nothing here calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from channels._entered import phone_handle
from core.capabilities import Capabilities
from core.case.complaint import State
from core.contact import MAIL, PHONE
from core.errors import ByHand, ConfigError
from core.lapor.report import MARK, SYSTEM, Report, load_report, page_of
from core.lapor.words import KINDS, state_words
from core.message import (
    CITIZEN,
    Address,
    Anonymity,
    Envelope,
    InboundMessage,
    OutboundMessage,
    Parsed,
    Past,
    Receipt,
    Record,
    Reference,
)
from core.ports.clock import JAKARTA


@dataclass(frozen=True)
class Settings:
    """`report_url` is the page of a report there, with {tracking_id} in it ("" where it is not known).
    `state_words` are the office's words for states in an export, each as "state = word".
    """

    report_url: str = ""
    state_words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        state_words(self.state_words)
        if self.report_url and MARK not in self.report_url:
            raise ConfigError(f"report_url: put {MARK} where the number of the report stands")

    def words(self) -> Mapping[State, str]:
        return state_words(self.state_words)


class LaporChannel:
    """Reports of LAPOR! (a `core.ports.channel.Channel`)."""

    kind = "lapor"
    capabilities = Capabilities(privately=False)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self._settings = settings

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """One message. Raises Unreadable, and nothing else."""
        report = load_report(envelope.body)
        url = report.url or page_of(self._settings.report_url, report.tracking_id)
        message = InboundMessage(
            external_id=envelope.key,
            sender=Address(self.kind, report.tracking_id),
            text=report.body or report.title,
            received_at=report.received_at,
            subject=" ".join(report.title.split()),
            full_text="\n".join((*_head(report), "", report.body)),
            answerable=False,
            record=Record(
                by=CITIZEN,
                letter="",
                # LAPOR! knows its reporters by their identity cards (domain 4.4), whatever it shows of them.
                stated_name=" ".join(report.name.split()) or f"Pelapor SP4N-LAPOR! {report.tracking_id}",
                anonymity=_anonymity(report),
                contact=_contact(report),
                source=SYSTEM,
                references=(Reference(SYSTEM, report.tracking_id, url),),
                past=Past(State.RECEIVED.value, kind=KINDS[report.kind].value)
                if report.kind in KINDS
                else None,
            ),
        )
        return (message,)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ByHand: an answer is written into LAPOR!, where the reporter waits for it."""
        raise ByHand(
            "an officer writes it into SP4N-LAPOR!", page_of(self._settings.report_url, message.to.handle)
        )

    async def probe(self) -> None:
        """There is nothing to ask: files are brought by hand."""

    async def close(self) -> None:
        """Nothing is open."""


def _anonymity(report: Report) -> Anonymity:
    if report.secret:
        return Anonymity.CONFIDENTIAL_ALL
    return Anonymity.HIDDEN_FROM_RESPONDENT if report.anonymous else Anonymity.OPEN


def _contact(report: Report) -> Address | None:
    """By which the same person is recognised elsewhere; nothing is sent there, LAPOR! tells its reporters."""
    given = {MAIL: report.email.strip().lower(), PHONE: phone_handle(report.phone)}
    return next((Address(kind, handle) for kind, handle in given.items() if handle), None)


def _head(report: Report) -> Iterator[str]:
    moment = report.received_at.astimezone(JAKARTA)
    lines = {
        "Nomor SP4N-LAPOR!": report.tracking_id,
        "Dilaporkan": f"{moment:%d-%m-%Y %H.%M} WIB",
        "Jenis": report.kind,
        "Judul": report.title,
        "Tanggal kejadian": report.event_date,
        "Lokasi": report.location,
        "Instansi": report.agency,
        "Kategori": report.category,
        "Nama": report.name,
        "E-mail": report.email,
        "Telepon": report.phone,
        "Anonim": "ya" if report.anonymous else "",
        "Rahasia": "ya" if report.secret else "",
    }
    return (f"{name}: {said}" for name, said in lines.items() if said)


def open_channel(name: str, settings: Settings) -> LaporChannel:
    """The account `name`."""
    return LaporChannel(name, settings)
