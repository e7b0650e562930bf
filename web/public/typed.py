"""What a citizen typed into the form: checked field by field, then made an entry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from starlette.datastructures import FormData

from core.intake.web_entry import WebEntry, web_check_code
from core.message import Anonymity, EnteredFile
from core.ports.channel import Form
from web.formats import size
from web.forms import text_of
from web.language import N_, translate

LONGEST_TEXT = 20_000  # characters
LONGEST_LINE = 200
TRAP = "alamat_situs"  # nobody sees this field: who fills it in is no person
WISHES = (Anonymity.OPEN, Anonymity.HIDDEN_FROM_RESPONDENT, Anonymity.NO_IDENTITY)
RUNS = "executable"  # why a program is refused, in the word of the channel
PHONE = re.compile(r"\+?[0-9][0-9 ().\-]*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

NO_TEXT = N_("Ceritakan apa yang terjadi.")
LONG_TEXT = N_("Tulisan ini terlalu panjang: paling banyak 20.000 huruf.")
TOO_LONG = N_("Isian ini terlalu panjang: paling banyak 200 huruf.")
NO_NAME = N_("Tulis nama Anda, atau pilih melapor tanpa nama.")
NO_CONTACT = N_("Tulis e-mail atau nomor telepon, atau pilih melapor tanpa nama.")
BAD_EMAIL = N_("Alamat e-mail ditulis seperti nama@example.com.")
BAD_PHONE = N_("Nomor telepon terdiri atas 8 sampai 15 angka, misalnya 0812 0000 0017.")
NO_WISH = N_("Pilih apakah nama Anda boleh diketahui.")
MANY_FILES = N_("Paling banyak %(n)s berkas. Pilih lagi berkasnya.")
LARGE_FILES = N_("Semua berkas bersama paling besar %(size)s. Pilih lagi berkasnya.")
FILE_RUNS = N_("Berkas %(name)s tidak dapat diterima: itu program, bukan dokumen. Pilih lagi berkasnya.")
FILE_TYPE = N_("Berkas %(name)s tidak dapat diterima. Kirim foto, PDF, dokumen, suara, atau video.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form's fields as they were typed; the names are those of the form."""

    teks: str = ""
    layanan: str = ""
    identitas: str = Anonymity.OPEN.value
    nama: str = ""
    email: str = ""
    telepon: str = ""

    @property
    def nameless(self) -> bool:
        return self.identitas == Anonymity.NO_IDENTITY


def typed_of(form: FormData) -> Typed:
    return Typed(**{name: text_of(form, name).strip() for name in Typed.__dataclass_fields__})


def digest(typed: Typed, files: Sequence[EnteredFile]) -> str:
    """Tells whether the same form was sent again unchanged."""
    told = json.dumps(asdict(typed), sort_keys=True).encode()
    for file in files:
        told += sha256(file.data).digest()
    return sha256(told).hexdigest()[:16]


def check(typed: Typed, files: Sequence[EnteredFile], form: Form) -> Mapping[str, str]:
    """What is wrong, by field, in the order of the form; empty when all is right."""
    named = not typed.nameless
    found = {
        "teks": _text(typed.teks),
        "layanan": _line(typed.layanan),
        "berkas": _files(files, form),
        "identitas": "" if typed.identitas in WISHES else translate(NO_WISH),
        "nama": (_line(typed.nama) or ("" if typed.nama else translate(NO_NAME))) if named else "",
        "email": _email(typed) if named else "",
        "telepon": _phone(typed.telepon) if named else "",
    }
    return {name: said for name, said in found.items() if said}


def entry_of(
    typed: Typed, files: Sequence[EnteredFile], token: str, now: datetime, *, robot: bool
) -> WebEntry:
    """The entry of a form in which nothing is wrong. Without a name, nothing of the person is kept."""
    named = not typed.nameless
    return WebEntry(
        text=typed.teks,
        received_at=now,
        check_code=web_check_code(token),
        service=typed.layanan,
        name=typed.nama if named else "",
        email=typed.email if named else "",
        phone=typed.telepon if named else "",
        anonymity=Anonymity(typed.identitas),
        files=tuple(files),
        robot=robot,
    )


def _text(typed: str) -> str:
    if not typed:
        return translate(NO_TEXT)
    return translate(LONG_TEXT) if len(typed) > LONGEST_TEXT else ""


def _line(typed: str) -> str:
    return translate(TOO_LONG) if len(typed) > LONGEST_LINE else ""


def _email(typed: Typed) -> str:
    if not typed.email:
        return "" if typed.telepon else translate(NO_CONTACT)
    return _line(typed.email) or ("" if EMAIL.fullmatch(typed.email) else translate(BAD_EMAIL))


def _phone(typed: str) -> str:
    digits = sum(letter.isdecimal() for letter in typed)
    right = not typed or (PHONE.fullmatch(typed) and 8 <= digits <= 15)
    return "" if right else translate(BAD_PHONE)


def _files(files: Sequence[EnteredFile], form: Form) -> str:
    """The first reason why the files cannot come along; the file is named."""
    if len(files) > form.most_files:
        return translate(MANY_FILES, n=form.most_files)
    if sum(len(file.data) for file in files) > form.largest_files:
        return translate(LARGE_FILES, size=size(form.largest_files))
    for number, file in enumerate(files, 1):
        found = form.inspect(file, number)
        if found.refused:
            said = FILE_RUNS if found.refused == RUNS else FILE_TYPE
            return translate(said, name=found.filename)
    return ""
