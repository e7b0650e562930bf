"""A row of a file of reports becomes a report, or says column by column what is wrong and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from core.lapor.report import LONGEST_ID, TEXTS, Report, is_number
from core.lapor.words import KINDS
from core.ports.clock import JAKARTA
from core.register.dates import Value, read_moment

EARLIEST = datetime(2011, 1, 1, tzinfo=JAKARTA)  # LAPOR! began in that year
LONGEST_TEXT = 20_000  # characters
YES = frozenset({"ya", "y", "yes", "true", "1", "anonim", "rahasia"})
NO = frozenset({"", "tidak", "t", "no", "n", "false", "0", "-", "publik", "terbuka"})
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "tracking_id": (
        "tracking",
        "id laporan",
        "nomor laporan",
        "no laporan",
        "kode laporan",
        "id",
    ),
    "received_at": (
        "tanggal laporan",
        "tanggal lapor",
        "tanggal masuk",
        "waktu laporan",
        "tanggal",
    ),
    "title": ("judul", "judul laporan", "topik laporan"),
    "body": ("isi", "isi laporan", "laporan", "deskripsi", "uraian"),
    "kind": ("jenis", "jenis laporan", "klasifikasi", "klasifikasi laporan"),
    "event_date": ("tanggal kejadian", "waktu kejadian"),
    "location": ("lokasi", "lokasi kejadian", "tempat kejadian"),
    "agency": ("instansi", "instansi tujuan", "instansi terlapor"),
    "category": ("kategori", "topik", "kategori laporan"),
    "anonymous": ("anonim", "anonymity", "anonimitas"),
    "secret": ("rahasia", "kerahasiaan"),
    "name": ("nama", "nama pelapor", "pelapor"),
    "email": ("e mail", "surel", "email pelapor"),
    "phone": ("telepon", "no telepon", "nomor telepon", "no hp", "hp", "telepon pelapor"),
    "url": ("tautan", "link", "tautan laporan"),
}
NEEDED = ("tracking_id", "received_at")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a column of a row. The words quote nothing of the row."""

    column: str
    remedy: str


def column_of(heading: object) -> str | None:
    """The key of a column by its heading, in our words, LAPOR!'s or an export's."""
    said = " ".join(re.sub(r"[^a-z]+", " ", str(heading or "").casefold()).split())
    return next(
        (key for key, names in COLUMNS.items() if said == key.replace("_", " ") or said in names), None
    )


def understand(cells: Mapping[str, Value], now: datetime) -> Report | Sequence[Fault]:
    """The report of a row by its columns' keys. Dates without a zone are Asia/Jakarta's."""
    told = {key: _text(cells.get(key)) for key in (*TEXTS, "tracking_id", "anonymous", "secret")}
    received_at = _moment(cells.get("received_at"))
    kind = told["kind"].casefold()
    faults = [
        _identifier(told["tracking_id"]),
        _received(received_at, now),
        "" if told["title"] or told["body"] else "body: title and body are empty: one of them is needed",
        ""
        if len(told["body"]) <= LONGEST_TEXT
        else f"body: longer than {LONGEST_TEXT} characters: shorten it",
        "" if not kind or kind in KINDS else f"kind: write {', '.join(KINDS)}, or nothing",
        *(
            "" if told[flag].casefold() in YES | NO else f"{flag}: write ya or tidak"
            for flag in ("anonymous", "secret")
        ),
    ]
    wrong = [Fault(*said.split(": ", 1)) for said in faults if said]
    if wrong or received_at is None:
        return wrong
    return Report(
        tracking_id=told["tracking_id"],
        received_at=received_at,
        anonymous=told["anonymous"].casefold() in YES,
        secret=told["secret"].casefold() in YES,
        **({name: told[name] for name in TEXTS} | {"kind": kind}),
    )


def _identifier(told: str) -> str:
    if not told:
        return "tracking_id: it is empty: every report has one"
    return (
        ""
        if is_number(told)
        else f"tracking_id: at most {LONGEST_ID} letters, digits and signs, without blanks"
    )


def _received(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "received_at: no date is understood: write it as 2026-03-31 14:05"
    if moment > now:
        return "received_at: it lies in the future: check day and month"
    return "" if moment >= EARLIEST else "received_at: it lies before 2011: check the year"


def _moment(value: Value) -> datetime | None:
    if isinstance(value, str):
        try:
            told = datetime.fromisoformat(value.strip())
        except ValueError:
            return read_moment(value)
        return told.astimezone(UTC) if told.tzinfo else read_moment(told)
    return read_moment(value)


def _text(value: Value) -> str:
    """A cell as text; a number that a spreadsheet keeps with a fraction of nothing is whole."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
