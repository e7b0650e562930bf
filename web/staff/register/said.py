"""What is said of a row of an earlier register: column, what stood there, reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.errors import nearest
from core.register.rows import Fault, Note, Trouble
from ops.register.mapping import Flaw, WrongMapping
from web.language import N_, translate

SAID: Final[Mapping[Fault | Note, str]] = {
    Fault.NO_TEXT: N_("kosong: tulis apa yang diadukan"),
    Fault.NO_DATE: N_("kosong: tulis tanggal diterima"),
    Fault.BAD_DATE: N_("bukan tanggal: tulis seperti 05/03/2026 atau 5 Maret 2026, hari lebih dulu"),
    Fault.FUTURE: N_("di masa depan: periksa tahunnya"),
    Fault.NO_LETTER: N_("cara datangnya tidak ada: isi hurufnya, a sampai m"),
    Fault.BAD_LETTER: N_("bukan salah satu cara a sampai m: tulis hurufnya"),
    Fault.BAD_STATE: N_(
        "status tidak dikenal: tulis selesai, dijawab, proses, belum, dicabut, atau dialihkan"
    ),
    Fault.BAD_ANSWERED: N_("bukan tanggal: tulis seperti 05/03/2026, atau kosongkan"),
    Fault.ANSWERED_BEFORE: N_("sebelum tanggal diterima: perbaiki salah satunya"),
    Fault.TOO_LONG: N_("lebih dari 20.000 huruf: persingkat"),
    Note.NO_ANSWER_DATE: N_("kosong: diambil tanpa tanggal jawaban"),
    Note.OTHER_STATE: N_("berbeda dengan kasusnya: berkas tidak mengubah kasus, ubah di halaman kasusnya"),
    Note.UNKNOWN_LABEL: N_("bukan istilah standar: dipakai usulan sistem"),
}

UNKNOWN = N_("%(where)s: “%(value)s” tidak dikenal.")
NEAR, KNOWN = N_("Maksudnya “%(near)s”?"), N_("Yang dikenal: %(known)s.")


def said_of(trouble: Trouble) -> str:
    value = f" “{trouble.value}”" if trouble.value else ""
    column = translate("Cara datang") if trouble.column == "letter" else trouble.column  # no column tells it
    return f"{column}{value}: {translate(SAID[trouble.what])}"


def flaw_of(error: WrongMapping) -> str:
    """What is wrong with the file of the office's words, and the remedy."""
    where, value = error.where, error.value
    match error.flaw:
        case Flaw.NO_TABLE:
            return translate("%(where)s: perlu tabel teks, seperti [%(where)s]", where=where)
        case Flaw.UNKNOWN:
            unknown, near = translate(UNKNOWN, where=where, value=value), nearest(value, error.known)
            known = translate(NEAR, near=near) if near else translate(KNOWN, known=", ".join(error.known))
            return f"{unknown} {known}"
    wrong = translate("bukan tulisan TOML yang benar")
    line, _, column = where.partition(":")
    at = translate("baris %(line)s, kolom %(column)s", line=line, column=column)
    return f"{at}: {wrong}" if where else wrong
