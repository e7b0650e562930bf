"""A report of SP4N-LAPOR! as it is kept: one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from core.errors import Unreadable
from core.intake.entered import read_table

UNREADABLE = "lapor-report"
MARK = "{tracking_id}"
SYSTEM = "sp4n_lapor"  # the name of the other system in `core.message.Reference`
LONGEST_ID = 64  # characters
TEXTS = (
    "title",
    "body",
    "kind",
    "event_date",
    "location",
    "agency",
    "category",
    "name",
    "email",
    "phone",
    "url",
)


@dataclass(frozen=True, slots=True)
class Report:
    """`received_at` (aware) is when LAPOR! took the report in: T0. `kind` is one of `core.lapor.words.KINDS`,
    or "". `anonymous`: the person is hidden from respondent and public, not from the office; `secret`: what
    was written is not public either (domain 4.5). Dates of the event stay as they were written.
    """

    tracking_id: str
    received_at: datetime
    title: str = ""
    body: str = ""
    kind: str = ""
    event_date: str = ""
    location: str = ""
    agency: str = ""
    category: str = ""
    anonymous: bool = False
    secret: bool = False
    name: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


def is_number(typed: str) -> bool:
    """Whether this can be the number of a report."""
    return 0 < len(typed) <= LONGEST_ID and typed.isprintable() and " " not in typed


def page_of(report_url: str, tracking_id: str) -> str:
    """The page of a report, where `report_url` (with {tracking_id} in it) is known and the number harmless; else ""."""
    plain = tracking_id.isascii() and tracking_id.replace("-", "").isalnum()
    return report_url.replace(MARK, tracking_id) if plain else ""


def dump_report(report: Report) -> bytes:
    return json.dumps(
        asdict(report)
        | {
            "received_at": report.received_at.isoformat(),
            "anonymous": "yes" if report.anonymous else "",
            "secret": "yes" if report.secret else "",
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def load_report(body: bytes) -> Report:
    """Raises Unreadable, naming the part that does not fit, and nothing else."""
    table = read_table(body, UNREADABLE)
    tracking_id = table.text("tracking_id").strip()
    if not tracking_id:
        raise Unreadable(UNREADABLE, "tracking_id is empty")
    if not (table.text("body").strip() or table.text("title").strip()):
        raise Unreadable(UNREADABLE, "title and body are empty")
    return Report(
        tracking_id=tracking_id,
        received_at=table.moment("received_at"),
        anonymous=bool(table.text("anonymous")),
        secret=bool(table.text("secret")),
        **{name: table.text(name) for name in TEXTS},
    )
