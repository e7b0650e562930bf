"""The clause of the service standard that a case is about, as the case page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from core.law.deadline import jakarta_date
from core.licensing.kbli import Business, Version, find_codes, letter
from core.ports.inbox import CaseView
from core.standard.link import Link, link
from web.language import translate
from web.site import Site


def find_link(site: Site, view: CaseView) -> Link | None:
    """By the labels as they stand now, an officer's correction included, and the citizen's first words."""
    first = next((shown for shown in view.messages if shown.inbound), None)
    case = view.complaint
    if first is None:
        return None
    return link(
        site.desk.catalogue,
        case.labels.component,
        f"{case.subject}\n{first.text}",
        view.classification.facts,
        jakarta_date(case.received_at),
        site.desk.calendar,
    )


@dataclass(frozen=True, slots=True)
class NamedBusiness:
    """A code that the citizen wrote: its letters in both versions, and the office's own row (None: no row)."""

    code: str
    letters: tuple[tuple[str, str], ...]
    known: Business | None


def businesses(site: Site, view: CaseView) -> tuple[NamedBusiness, ...]:
    """The business codes of the citizen's words, each once, in their order."""
    said = "\n".join((view.complaint.subject, *(one.text for one in view.messages if one.inbound)))
    mentions = {mention.code: mention for mention in find_codes(said)}
    return tuple(
        NamedBusiness(
            code,
            tuple((version.value, found) for version in Version if (found := letter(code, version))),
            site.desk.businesses.find(code, mention.version),
        )
        for code, mention in mentions.items()
    )


def stated(found: Link) -> str:
    """What the report states against the promise, in a sentence; "" where it states nothing."""
    if found.measure is None:
        return ""
    promise, number = found.measure.promise, found.measure.stated
    if promise.most is not None:
        amount = f"Rp{number:,}".replace(",", ".")
        if found.broken:
            return translate("Laporan menyebut %(amount)s: melebihi yang dijanjikan.", amount=amount)
        return translate("Laporan menyebut %(amount)s: sesuai yang dijanjikan.", amount=amount)
    unit = translate("hari kerja") if promise.working else translate("hari")
    if found.broken:
        return translate(
            "Menurut laporan sudah %(days)s %(unit)s: melewati janji bila berkasnya lengkap.",
            days=number,
            unit=unit,
        )
    return translate("Menurut laporan sudah %(days)s %(unit)s: belum melewati janji.", days=number, unit=unit)
