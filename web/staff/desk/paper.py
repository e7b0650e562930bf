"""What is said of a paper form that cannot be entered."""

from __future__ import annotations

from core.ports.forms import FormState, PaperForm
from web import formats
from web.language import N_, translate

UNKNOWN = N_("Kode ini tidak ada dalam daftar formulir yang dicetak. Baca lagi dari kertasnya.")
ENTERED = N_("Formulir nomor %(number)s sudah dicatat pada %(when)s oleh %(by)s; nomor tiketnya menyusul.")
ENTERED_AS = N_("Formulir nomor %(number)s sudah dicatat pada %(when)s oleh %(by)s sebagai %(ticket)s.")
VOID = N_("Formulir nomor %(number)s sudah dibatalkan oleh %(by)s: %(reason)s")


def problem_with(form: PaperForm | None) -> str:
    """Why this form cannot be entered, in the request's language."""
    if form is None or form.settled_at is None:
        return translate(UNKNOWN)
    about = {"number": form.number, "by": form.settled_by}
    if form.state is FormState.VOID:
        return translate(VOID, reason=form.reason, **about)
    when = formats.moment(form.settled_at)
    if not form.ticket:
        return translate(ENTERED, when=when, **about)
    return translate(ENTERED_AS, when=when, ticket=form.ticket, **about)
