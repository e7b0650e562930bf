"""Which reports speak of the same matter: same component, near in time, and alike in the words that are rare.

Only a proposal: an officer decides. Words count by how rare they are among the reports looked at, so
"izin" and "loket" bring nothing together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from core.classify.labels import Component, Sector

LEAST_PEOPLE = 3  # fewer are no crowd: each gets an answer of its own
ALIKE = 0.3  # weighted share of words in common, on average with the whole group
WINDOW = timedelta(days=3)  # between a report and the group's last

_WORD = re.compile(r"[a-z]{3,}")
_DOUBLED = re.compile(r"(.)\1+")
_STEM = 6
# What a writer says in every letter, in the languages of the district.
_FUNCTION_WORDS = frozenset(
    [
        "yang",
        "dan",
        "dari",
        "untuk",
        "dengan",
        "tidak",
        "ada",
        "ini",
        "itu",
        "saya",
        "kami",
        "kita",
        "anda",
        "bapak",
        "ibu",
        "pak",
        "bu",
        "min",
        "admin",
        "mohon",
        "tolong",
        "sudah",
        "belum",
        "masih",
        "akan",
        "bisa",
        "dapat",
        "kenapa",
        "kok",
        "sampai",
        "sekarang",
        "terus",
        "lagi",
        "juga",
        "saja",
        "aja",
        "karena",
        "jadi",
        "kalau",
        "pada",
        "oleh",
        "atau",
        "tapi",
        "dalam",
        "bagaimana",
        "gimana",
        "kapan",
        "mana",
        "apa",
        "siapa",
        "terima",
        "kasih",
        "selamat",
        "pagi",
        "siang",
        "sore",
        "malam",
        "yth",
        "hormat",
        "assalamualaikum",
        "dong",
        "sih",
        "nih",
        "deh",
        "banget",
        "sekali",
        "padahal",
        "hari",
        "minggu",
        "bulan",
        "tadi",
        "kemarin",
        "besok",
        "teu",
        "geus",
        "can",
        "acan",
        "abdi",
        "kuring",
        "ieu",
        "eta",
        "nu",
        "jeung",
        "sareng",
        "tos",
        "parantos",
        "wae",
        "bae",
        "mah",
        "teh",
        "atuh",
        "naha",
        "kumaha",
        "iraha",
        "the",
        "and",
        "not",
        "for",
        "with",
        "you",
        "your",
        "are",
        "was",
        "has",
        "have",
        "this",
        "that",
        "please",
        "when",
        "why",
        "still",
        "since",
    ]
)
# Different words for the same event.
_SAME: Mapping[str, str] = {
    _DOUBLED.sub(r"\1", word): meaning
    for meaning, words in {
        "gagal": "eror erornya down macet mogok gangguan ruksak rusak mati paeh offline hang eroran error",
        "masuk": "login asup loginna sign signin akses",
        "lambat": "lemot lelet lama lila slow",
        "antri": "antrian antrean ngantri mengantri antri queue",
        "tutup": "ditutup katutup tutupna closed",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Report:
    """A case as grouping sees it. `party` is its person, `group` the group it stands in, or was proposed for."""

    ticket: str
    party: int
    received_at: datetime
    component: Component
    sector: Sector
    text: str
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Reports that may be one matter. `joins` is the group they would come to."""

    tickets: tuple[str, ...]
    component: Component
    sector: Sector
    joins: int | None = None


@dataclass(slots=True)
class _Crowd:
    reports: list[Report] = field(default_factory=list)

    @property
    def joins(self) -> int | None:
        return next((report.group for report in self.reports if report.group is not None), None)

    @property
    def sector(self) -> Sector:
        named = Counter(one.sector for one in self.reports if one.sector is not Sector.UNKNOWN)
        return named.most_common(1)[0][0] if named else Sector.UNKNOWN

    @property
    def people(self) -> int:
        return len({report.party for report in self.reports})


def propose(reports: Sequence[Report]) -> list[Proposal]:
    """Groups of at least LEAST_PEOPLE people, and newcomers to groups that stand. The work grows with the
    square of the reports of one component: give it some hundreds.
    """
    proposals: list[Proposal] = []
    ordered = sorted(reports, key=lambda report: (report.component, report.received_at, report.ticket))
    for component, found in groupby(ordered, key=lambda report: report.component):
        for crowd in _crowds(list(found)):
            fresh = tuple(report.ticket for report in crowd.reports if report.group is None)
            if fresh and (crowd.joins is not None or crowd.people >= LEAST_PEOPLE):
                proposals.append(Proposal(fresh, component, crowd.sector, crowd.joins))
    return proposals


def _crowds(reports: Sequence[Report]) -> list[_Crowd]:
    words = {report.ticket: words_of(report.text) for report in reports}
    often = Counter(word for found in words.values() for word in found)
    weight = {word: math.log(1 + len(reports) / count) for word, count in often.items()}
    crowds: list[_Crowd] = []
    for report in reports:
        best, how = None, ALIKE
        for crowd in crowds:
            if not _may_join(report, crowd):
                continue
            alike = _mean([_share(words[report.ticket], words[one.ticket], weight) for one in crowd.reports])
            if alike >= how:
                best, how = crowd, alike
        if best is None:
            best = _Crowd()
            crowds.append(best)
        best.reports.append(report)
    return crowds


def _may_join(report: Report, crowd: _Crowd) -> bool:
    sector = crowd.sector
    apart = Sector.UNKNOWN not in {report.sector, sector} and report.sector is not sector
    two_groups = report.group is not None and crowd.joins not in {None, report.group}
    return not apart and not two_groups and report.received_at - crowd.reports[-1].received_at <= WINDOW


def _share(one: frozenset[str], other: frozenset[str], weight: Mapping[str, float]) -> float:
    """Weighted Jaccard, by the smaller text: a long letter and a short message may say the same."""
    least = min(sum(weight[word] for word in one), sum(weight[word] for word in other))
    common = one & other
    if len(common) < 2 or not least:
        return 0.0
    union = sum(weight[word] for word in one | other)
    shared = sum(weight[word] for word in common)
    return math.sqrt(shared / least * shared / union)


def words_of(text: str) -> frozenset[str]:
    """What a text is about: its words, stemmed by cutting, without those that everybody writes."""
    return frozenset(
        _SAME.get(stem, stem)
        for word in _WORD.findall(text.lower())
        if word not in _FUNCTION_WORDS
        for stem in (_stem(word),)
    )


def _stem(word: str) -> str:
    squeezed = _DOUBLED.sub(r"\1", word.removesuffix("nya"))
    return squeezed if squeezed in _SAME else squeezed[:_STEM]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
