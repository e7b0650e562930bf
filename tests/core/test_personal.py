"""What must never stand in public is seen by its form, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.notice.office import Office
from core.personal import Personal, find_personal

OFFICE = Office().values().values()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("NIK saya 3214010203040001 tolong dicek", {Personal.IDENTITY_NUMBER}),
        ("3214 0102 0304 0001", {Personal.IDENTITY_NUMBER}),
        ("nik 3214.01.029904.0001", {Personal.IDENTITY_NUMBER}),  # month 99: somebody's number all the same
        ("hubungi 081234567890 ya", {Personal.PHONE}),
        ("WA +62 812-3456-7890", {Personal.PHONE}),
        ("telepon (0264) 123456", {Personal.PHONE}),
        ("nol delapan satu dua tiga empat lima enam tujuh delapan", {Personal.PHONE}),
        ("enol dalapan hiji dua tilu opat lima genep tujuh dalapan", {Personal.PHONE}),
        ("call zero eight one two three four five six seven", {Personal.PHONE}),
        ("satu dua tiga loket tutup semua", set()),
        ("kirim ke budi.umpama@example.com", {Personal.EMAIL}),
        ("npwp 01.234.567.8-912.000", {Personal.TAX_NUMBER}),
        ("rek BRI 1234 5678 9012 345", {Personal.ACCOUNT}),
        ("rumah di Jl Contoh RT 03/RW 05", {Personal.ADDRESS}),
        ("mobil T 1234 AB", {Personal.PLATE}),
        ("@kota izin PBG saya belum terbit sejak 3 minggu, no tiket PWK-2026-000123-K", set()),
        ("antrean nomor 12, bayar Rp 1.500.000, tanggal 23-11-2026 pukul 09.30", set()),
        ("NIB saya 1234567890123 belum aktif", set()),
        ("", set()),
    ],
)
def test_it_is_seen_by_its_form(text: str, kinds: set[Personal]) -> None:
    assert set(find_personal(text)) == kinds


def test_the_offices_own_numbers_are_everybodys() -> None:
    assert find_personal("Saya telepon (0264) 8224794 tidak diangkat", OFFICE) == ()
    assert find_personal("Saya telepon (0264) 8224795 tidak diangkat", OFFICE) == (Personal.PHONE,)


def test_a_number_is_the_same_with_the_countrys_code() -> None:
    assert find_personal("+62 818-0989-8222", ["081809898222"]) == ()


@given(st.text(alphabet="0123456789 .-+()@aRTrtw/satunol", max_size=400))
def test_any_text_is_read(text: str) -> None:
    assert set(find_personal(text)) <= set(Personal)


@given(st.from_regex(r"[1-9]\d{15}", fullmatch=True), st.sampled_from([" ", ".", "-"]))
def test_every_identity_number_is_seen_in_groups_too(number: str, gap: str) -> None:
    grouped = gap.join(number[i : i + 4] for i in range(0, 16, 4))
    assert Personal.IDENTITY_NUMBER in find_personal(f"nik {number} ok")
    assert Personal.IDENTITY_NUMBER in find_personal(f"nik {grouped} ok")
