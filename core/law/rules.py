"""What the service standard makes of a message: pure rules, each with its source, and one judgement.

    matter -> R01 scope -> R04-R07 thirty days -> R09, R13, R14 identity -> R12 object
           -> R05 late, R10 and R11 incomplete -> Proposal with its trace

The rules ask again whenever something new is known (a name, an object, a date that passed): the same
function that opens a case also completes it or lets it lapse. "Seed" is the service standard, component 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from core.case.complaint import State
from core.classify.labels import Facts, Kind, ServiceState
from core.law.calendar import WorkCalendar
from core.law.waiting import Waiting

THIRTY = 30  # calendar days after the service was received (seed, items 2 and 3)
DEFAULT_WAITING = Waiting()


class Missing(StrEnum):
    """What the citizen is asked for. All but the service date keep a case waiting (R11, R07)."""

    IDENTITY = "identity"
    NAME_CONFIRMATION = "name_confirmation"
    OBJECT = "object"
    SERVICE_DATE = "service_date"


NEEDED = frozenset({Missing.IDENTITY, Missing.NAME_CONFIRMATION, Missing.OBJECT})


class Timeliness(StrEnum):
    TIMELY = "timely"
    LATE = "late"
    UNKNOWN = "unknown"


class Finding(NamedTuple):
    """One line of the trace: which rule, what it found, and the words for the officer."""

    rule: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of the complainant: the name given in words, the name an account merely displays,
    and whether an answer can reach the person.
    """

    name: str | None = None
    display_name: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Matter:
    """All the rules look at. Dates are Asia/Jakarta dates; `channel` is a channel kind.

    `asked_on` is the day on which missing data is (or was) asked for, the day of receipt by default;
    `waited` says that R11's date has passed.
    """

    kind: Kind
    received_on: date
    channel: str
    identity: Identity
    facts: Facts = field(default_factory=Facts)
    integrity: bool = False
    elsewhere: bool = False
    asked_on: date | None = None
    waited: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What follows for the case.

    `kind` is what the case stands as from now on. `proposed` is what an officer is asked to make of it
    (R05 leaves that to a person), None where there is nothing to decide. `missing` is what to ask for;
    `awaiting_until` the last day to wait for it. `restricted` hides the case from all but the complaint
    manager (design, "sensitive cases").
    """

    kind: Kind
    state: State
    missing: tuple[Missing, ...]
    trace: tuple[Finding, ...]
    awaiting_until: date | None = None
    proposed: Kind | None = None
    restricted: bool = False
    elsewhere: bool = False
    reason: str = ""


def thirty_day(
    service_received_on: date | None, received_on: date, state: ServiceState = ServiceState.UNKNOWN
) -> Timeliness:
    """R04-R07: whether a complaint came within 30 calendar days of the service.

    The day of the service is day 0 and day 30 is still timely (R04, seed items 2 and 3). While the
    service is pending the days have not begun (R06). Without a date, or with one still to come, nothing
    is known (R07).
    """
    if state is ServiceState.PENDING:
        return Timeliness.TIMELY
    if service_received_on is None or service_received_on > received_on:
        return Timeliness.UNKNOWN
    late = (received_on - service_received_on).days > THIRTY
    return Timeliness.LATE if late else Timeliness.TIMELY


def scope(matter: Matter) -> Finding:
    """R01 (seed, item 1): a complaint concerns services of this office; others are shown the way."""
    if matter.elsewhere:
        return Finding("R01", "elsewhere", "Bukan layanan kantor ini: tunjukkan alamat yang tepat.")
    return Finding("R01", "in_scope", "Menyangkut layanan kantor ini.")


def timeliness(matter: Matter) -> Finding:
    """R04, R06, R07: the finding of `thirty_day` in words."""
    facts = matter.facts
    verdict = thirty_day(facts.service_received_on, matter.received_on, facts.service_state)
    if facts.service_state is ServiceState.PENDING:
        return Finding("R06", verdict, "Layanan belum diterima: 30 hari belum mulai dihitung.")
    if verdict is Timeliness.UNKNOWN or facts.service_received_on is None:
        return Finding("R07", verdict, "Tanggal layanan diterima belum diketahui: tidak diturunkan.")
    days = (matter.received_on - facts.service_received_on).days
    return Finding("R04", verdict, f"Hari ke-{days} sejak layanan diterima (batas {THIRTY} hari kalender).")


def identity(matter: Matter) -> Finding:
    """R09 and R13 (seed, item 5a): a name the person gave, and a way to reach the person.

    A display name alone awaits the person's word (R13). Nothing more is asked for, never a NIK.
    """
    who = matter.identity
    if who.name and who.reachable:
        return Finding("R09", "ok", "Nama dan kontak diketahui.")
    if who.display_name and who.reachable and not who.name:
        return Finding("R13", Missing.NAME_CONFIRMATION, "Baru nama tampilan akun: mohon dikonfirmasi.")
    return Finding("R09", Missing.IDENTITY, "Nama atau kontak pelapor belum ada.")


def secrecy(matter: Matter) -> Finding:
    """R14 (seed, item 5b): who asks for secrecy is known to us and hidden from others, not anonymous."""
    if matter.facts.anonymity_wish:
        return Finding("R14", "hidden_from_respondent", "Pelapor meminta dirahasiakan: kasus dibatasi.")
    return Finding("R14", "open", "Tidak ada permintaan kerahasiaan khusus.")


def subject_matter(matter: Matter) -> Finding:
    """R12 (seed, item 5a): what is wrong, and with which service, event, place or officer."""
    if matter.facts.has_object:
        return Finding("R12", "ok", "Objek pengaduan jelas.")
    return Finding(
        "R12", Missing.OBJECT, "Objek belum jelas: layanan atau kejadian mana, dan apa masalahnya."
    )


def late(matter: Matter, found: Finding) -> Finding | None:
    """R05 (seed, item 3): a late complaint may be treated as a suggestion. The word is *dapat*: an officer
    decides. Never proposed for an allegation against integrity. R08: the citizen is told why.
    """
    if found.verdict != Timeliness.LATE:
        return None
    if matter.integrity:
        return Finding("R05", "kept", "Lewat 30 hari, tetapi menyangkut integritas: tetap pengaduan.")
    return Finding("R05", "suggestion_proposed", "Lewat 30 hari: dapat dijadikan saran; petugas memutuskan.")


def incomplete(matter: Matter, missing: Sequence[Missing]) -> Finding | None:
    """R10 (seed, item 5b) after R11: asked once; what stays incomplete is treated as a suggestion.

    Never an allegation against integrity (domain 2.3).
    """
    if not missing:
        return None
    if not matter.waited:
        return Finding("R11", "asked", "Pelapor diminta melengkapi; tenggat jawaban tetap berjalan.")
    if matter.integrity:
        return Finding("R10", "kept", "Belum lengkap, tetapi menyangkut integritas: tetap pengaduan.")
    return Finding("R10", "suggestion", "Belum lengkap sampai batas waktu: diperlakukan sebagai saran.")


def judge(matter: Matter, calendar: WorkCalendar, waiting: Waiting = DEFAULT_WAITING) -> Proposal:
    """Apply the rules. Pure; the trace holds every rule that was asked, in order."""
    restricted = matter.integrity or matter.facts.anonymity_wish
    kind = Kind.COMPLAINT if matter.integrity and matter.kind is Kind.SUGGESTION else matter.kind
    within = scope(matter)
    trace = [within, secrecy(matter)]
    if kind is not Kind.COMPLAINT or (matter.elsewhere and not matter.integrity):
        return Proposal(
            kind, State.RECEIVED, (), tuple(trace), restricted=restricted, elsewhere=matter.elsewhere
        )
    time, who, what = timeliness(matter), identity(matter), subject_matter(matter)
    needed = tuple(Missing(found.verdict) for found in (who, what) if found.verdict in NEEDED)
    too_late, lacking = late(matter, time), incomplete(matter, needed)
    trace += [time, who, what, *(found for found in (too_late, lacking) if found)]
    awaits = bool(needed) and not matter.waited
    downgraded = lacking is not None and lacking.verdict == "suggestion"
    proposes = too_late is not None and too_late.verdict == "suggestion_proposed" and not downgraded
    return Proposal(
        kind=Kind.SUGGESTION if downgraded else kind,
        state=State.AWAITING_DATA if awaits else State.RECEIVED,
        missing=needed + _service_date(matter, time),
        trace=tuple(trace),
        awaiting_until=waiting.until(matter.channel, matter.asked_on or matter.received_on, calendar)
        if awaits
        else None,
        proposed=Kind.SUGGESTION if proposes else None,
        restricted=restricted,
        reason="incomplete" if downgraded else "late" if proposes else "",
    )


def _service_date(matter: Matter, found: Finding) -> tuple[Missing, ...]:
    """R07: ask for the date where a service was received and the date could matter."""
    received = matter.facts.service_state is ServiceState.RECEIVED
    unknown = found.verdict == Timeliness.UNKNOWN
    return (Missing.SERVICE_DATE,) if received and unknown and not matter.integrity else ()
