"""What an officer typed at the desk: checked field by field, then made an entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from starlette.datastructures import FormData

from core.case.form_code import case_check_code, find_form_code
from core.intake.desk_entry import DeskEntry, entry_check_code
from core.message import Anonymity, EnteredFile
from core.ports.clock import JAKARTA
from web.forms import text_of
from web.language import N_, translate

LONGEST_TEXT = 20_000  # characters
LONGEST_LINE = 200  # characters of a name, an address, a word on evidence
FRESH = timedelta(days=1)  # what came earlier needs a word on how that is known
LONGEST_AGO = timedelta(days=366)
FORM = "%Y-%m-%dT%H:%M"  # as <input type=datetime-local> writes it
PHONE = re.compile(r"\+?[0-9][0-9 ().\-]*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

WAY = N_("Pilih bagaimana pengaduan ini datang.")
NO_MOMENT = N_("Isi tanggal dan jam diterima.")
FUTURE = N_("Tanggal diterima tidak boleh di masa depan.")
TOO_OLD = N_("Tanggal diterima lebih dari setahun yang lalu. Periksa tahunnya.")
EVIDENCE = N_("Diterima lebih dari sehari yang lalu: tulis buktinya, misalnya stempel atau daftar panggilan.")
NO_DAY = N_("Tanggal pada surat tidak dikenal.")
WRITTEN_LATER = N_("Tanggal pada surat tidak mungkin sesudah tanggal diterima.")
BAD_PHONE = N_("Nomor telepon terdiri atas 8 sampai 15 angka, misalnya 0812 0000 0017.")
BAD_EMAIL = N_("Alamat e-mail ditulis seperti nama@example.com.")
TOO_LONG = N_("Isian ini terlalu panjang.")
NO_TEXT = N_("Tulis isi pengaduannya.")
LONG_TEXT = N_("Tulisan ini terlalu panjang: paling banyak 20.000 huruf.")
NO_CODE = N_(
    "Kode formulir tidak dikenal: sembilan huruf dan angka, misalnya K7Q2-M4XH-9. Baca lagi dari kertasnya."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields as they were typed; the names are those of the form."""

    formulir: str = ""

    cara: str = ""
    diterima: str = ""
    bukti: str = ""
    ditulis: str = ""
    nama: str = ""
    telepon: str = ""
    email: str = ""
    alamat: str = ""
    kerahasiaan: str = ""
    teks: str = ""

    @property
    def received_at(self) -> datetime | None:
        """The moment (UTC) that stands in the form, told in Jakarta's time; None where there is none."""
        try:
            told = datetime.fromisoformat(self.diterima)
            return told.replace(tzinfo=JAKARTA).astimezone(UTC) if told.tzinfo is None else None
        except (ValueError, OverflowError):
            return None

    @property
    def form_code(self) -> str:
        """The code of the paper form; "" where none, or none that is right, was typed."""
        return find_form_code(self.formulir) or ""

    @property
    def anonymity(self) -> Anonymity:
        """Whatever is no wish of ours is none."""
        return next((wish for wish in Anonymity if wish == self.kerahasiaan), Anonymity.OPEN)

    @property
    def written_on(self) -> date | None:
        try:
            return date.fromisoformat(self.ditulis)
        except ValueError:
            return None


def blank(now: datetime) -> Typed:
    """The form before anything was typed: it came just now."""
    return Typed(diterima=now.astimezone(JAKARTA).strftime(FORM))


def typed_of(form: FormData, prefix: str = "") -> Typed:
    return Typed(**{name: text_of(form, prefix + name).strip() for name in Typed.__dataclass_fields__})


def check(typed: Typed, ways: Collection[str], now: datetime) -> Mapping[str, str]:
    """What is wrong, by field, in the order of the form; empty when all is right."""
    found = {
        "formulir": NO_CODE if typed.formulir and not typed.form_code else "",
        "cara": "" if typed.cara in ways else WAY,
        "diterima": reception(typed, now),
        "bukti": _evidence(typed, now),
        "ditulis": _written(typed),
        "nama": line(typed.nama),
        "telepon": "" if not typed.telepon or _is_phone(typed.telepon) else BAD_PHONE,
        "email": line(typed.email) or ("" if not typed.email or EMAIL.fullmatch(typed.email) else BAD_EMAIL),
        "alamat": line(typed.alamat),
        "teks": NO_TEXT if not typed.teks else LONG_TEXT if len(typed.teks) > LONGEST_TEXT else "",
    }
    return {name: translate(said) for name, said in found.items() if said}


def entry_of(typed: Typed, files: Sequence[EnteredFile], officer: str, token: str) -> DeskEntry:
    """The entry of a form in which nothing is wrong (ValueError where it has no moment)."""
    if typed.received_at is None:
        raise ValueError("check the form first")
    return DeskEntry(
        letter=typed.cara,
        text=typed.teks,
        received_at=typed.received_at,
        recorded_by=officer,
        check_code=case_check_code(typed.form_code) or entry_check_code(token),
        name=typed.nama,
        phone=typed.telepon,
        email=typed.email,
        postal_address=typed.alamat,
        evidence=typed.bukti,
        written_on=typed.written_on,
        files=tuple(files),
        anonymity=typed.anonymity,
    )


def reception(typed: Typed, now: datetime) -> str:
    """What is wrong with the moment of reception; "" when nothing is."""
    moment = typed.received_at
    if moment is None:
        return NO_MOMENT
    if moment > now:
        return FUTURE
    return TOO_OLD if now - moment > LONGEST_AGO else ""


def _evidence(typed: Typed, now: datetime) -> str:
    moment = typed.received_at
    late = moment is not None and FRESH < now - moment <= LONGEST_AGO
    return EVIDENCE if late and not typed.bukti else line(typed.bukti)


def _written(typed: Typed) -> str:
    if not typed.ditulis:
        return ""
    if typed.written_on is None:
        return NO_DAY
    moment = typed.received_at
    later = moment is not None and typed.written_on > moment.astimezone(JAKARTA).date()
    return WRITTEN_LATER if later else ""


def _is_phone(typed: str) -> bool:
    digits = sum(letter.isdecimal() for letter in typed)
    return bool(PHONE.fullmatch(typed)) and 8 <= digits <= 15


def line(typed: str) -> str:
    """What is wrong with a single line."""
    return TOO_LONG if len(typed) > LONGEST_LINE else ""
