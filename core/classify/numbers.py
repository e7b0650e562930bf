"""Numbers of the licensing process that a text names: application, project, receipt, NIB, licence.

Told by the words before, by "nomor" and its form, or by a form of its own. Not numbers of people (telephone, tax), of
laws, houses and queues, no amounts, and never our own ticket's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?<![\w/.-])[A-Za-z]{0,6}[-/.]?\d[\dA-Za-z]*(?:(?:[-/.]|(?:[ ][-/][ ]?|[-/][ ])(?=[A-Z]*\d))[\dA-Za-z]+)*(?!\w)"
)
_SPACED = re.compile(r"\d+(?:[ ]\d{2,}){1,5}(?!\w)")
_SAID = r"(?:nomor|nomer|nmr|no|number|id|kode|code)"
_PROCESS = (
    r"(?:permohonan|pendaftaran|registrasi|register|noreg|reg|nopend|nopen|pengajuan|ajuan|berkas|proyek|resi|nib"
    r"|induk[ ]berusaha|agenda|tanda[ ]terima|bukti[ ](?:terima|daftar)|pelacakan|tracking"
    r"|application|request|registration|reference|receipt|file|submission|ref)"
)
_LICENCE = (
    r"(?:izin|ijin|sip[a-z]{0,2}|sik|str|pbg|slf|imb|k?kkpr|pkkpr|sppl|p-?irt|sertifikat|sk"
    r"|daftar|permit|licence|license|certificate)"
)
_OWN = r"(?:nya|na|ku|ne)?(?:[ ](?:saya|sy|kami|abdi|kuring|aku|gue|gw|usaha|izin|pbg|slf|nib|oss|simbg|online|is|was|ini|itu|ieu|eta|teh|mah|na|nya))*"
_SIGN = r"(?:nya|na)?[ ]*[:#=.]?[ ]*\Z"
_OF_THE_PROCESS = re.compile(rf"\b{_PROCESS}{_OWN}(?:[ ]+{_SAID}[.]?)?{_OWN}{_SIGN}", re.IGNORECASE)
_OF_A_LICENCE = re.compile(
    rf"\b(?:{_SAID}[ .]*{_LICENCE}{_OWN}|{_LICENCE}{_OWN}[ ]+{_SAID}{_OWN}){_SIGN}", re.IGNORECASE
)
_NUMBERED = re.compile(rf"\b{_SAID}{_SIGN}", re.IGNORECASE)
_BY_ITSELF = re.compile(
    r"I-\d{10,30}|(?:PBG|SLF|SK|SIP[A-Z]{0,2}|SPPL|K?KKPR|PKKPR|NIB|IMB|UKL|P-?IRT|R|REG|SS|SIK|STR|SIUP|TDUP|IUI|UMKU|DPMPTSP|PTSP)[-/.].+",
    re.IGNORECASE,
)
_OUR_TICKET = re.compile(r"[A-Z]{3}-20\d\d-\d{6}-[0-9A-Z*]", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d|(?:19|20)\d\d-\d\d?-\d\d?")
_TELEPHONE = re.compile(r"(?:\+?62|0)8\d{2}[-. ]?\d{3,4}[-. ]?\d{2,5}")
_AMOUNT = re.compile(
    r"(?:rp[. ]?)?\d{1,3}(?:\.\d{3})+(?:,\d+|,-)?|rp[. ]?\d[\d.]*|20\d\d[-/]20\d\d", re.IGNORECASE
)
_COUNTED = re.compile(
    r"[ ]*(?:,-|(?:rupiah|ribu|rb|juta|jt|orang|lembar|kali|kb|mb|meter|m2|hari|minggu|bulan|jam|berkas|pemohon|siswa)\b)",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    r"\b(?:hp|wa|telp|telepon|tlp|tel|phone|whatsapp|kontak|npwp|nik|ktp|kk|rekening|rek|antrian|antrean|antri|queue|rumah|blok|plat|polisi"
    r"|tiket|aduan|pengaduan|laporan|keluhan|ticket|complaint|pos|kbli|uu|undang\w*|pp|perda|perbup|perpres|permen\w*|kepmen\w*|perka|peraturan"
    r"|pasal|tahun|edaran|se|keputusan|putusan|rt|rw|jl|jalan|loket|meja|counter|lantai|kwitansi|kuitansi|bayar|pembayaran|faktur|skrd|invoice)"
    r"(?:nya|na)?[ .:]*(?:\w+[ .:]+){0,2}\Z",
    re.IGNORECASE,
)
_LOOK_BACK = 50
_LEAST_DIGITS = 5
_LEAST_WITH_LETTERS = 4
_LEAST_WITH_STROKES = 3
"""Of a number with letters fewer digits are enough: "4471-DPM", "512/PTSP"."""

FEWEST_DIGITS = _LEAST_WITH_STROKES


class Span(NamedTuple):
    """Words of the text at [start, end)."""

    words: str
    start: int
    end: int


def find_application_no(text: str) -> Span | None:
    """The first number that is named as one of the licensing process; else one that looks like it."""
    ranked = [(rank, span.start, span) for span in _numbers(text) if (rank := _rank(text, span)) is not None]
    return min(ranked)[2] if ranked else None


def _numbers(text: str) -> Iterator[Span]:
    end = 0
    for found in _NUMBER.finditer(text):
        if found.start() < end:
            continue
        spaced = _SPACED.match(text, found.start())
        if spaced and _is_number(spaced.group()) and _is_one_number(text, spaced):
            end = spaced.end()
            yield Span(spaced.group(), spaced.start(), end)
        elif _is_number(found.group()) and not _COUNTED.match(text, found.end()):
            yield Span(found.group(), found.start(), found.end())


def _is_one_number(text: str, spaced: re.Match[str]) -> bool:
    """Whether the words before say that groups of digits are one number."""
    before = text[max(0, spaced.start() - _LOOK_BACK) : spaced.start()].lower()
    return any(word in before for word in ("nomor", "nomer", "number", "nib"))


def _rank(text: str, span: Span) -> int | None:
    """What tells a number to be one of the process, the surest first: its name, a licence's, its form, "nomor"."""
    begin = max(0, span.start - _LOOK_BACK)
    if _OF_THE_PROCESS.search(text, begin, span.start):
        return 0
    if _OF_A_LICENCE.search(text, begin, span.start):
        return 1
    if _ANOTHERS.search(text, begin, span.start):
        return None
    structured = any(sign in span.words for sign in "-/.")
    if structured and _BY_ITSELF.fullmatch(span.words):
        return 2
    lettered = structured and any(sign.isalpha() for sign in span.words)
    return 3 if lettered and _NUMBERED.search(text, begin, span.start) else None


def _is_number(number: str) -> bool:
    digits = sum(sign.isdigit() for sign in number)
    least = _LEAST_DIGITS
    if any(sign.isalpha() for sign in number) and any(sign in number for sign in "-/."):
        least = _LEAST_WITH_STROKES if "/" in number else _LEAST_WITH_LETTERS
    if digits < least:
        return False
    return not any(form.fullmatch(number) for form in (_OUR_TICKET, _DAY, _TELEPHONE, _AMOUNT))
