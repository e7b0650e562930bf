"""What counts as a citizen's words."""

from __future__ import annotations

import pytest

from core.case.own_words import own_words


@pytest.mark.parametrize(
    ("subject", "text", "words"),
    [
        ("", "AC mati", "AC mati"),
        ("izin belum terbit", "sudah 3 minggu", "izin belum terbit\nsudah 3 minggu"),
        ("Re: izin saya", "belum juga", "Re: izin saya\nbelum juga"),
        ("Tiket PWK-2026-000008-Y", "kapan?", "Tiket PWK-2026-000008-Y\nkapan?"),
        ("Re: PWK-2026-000008-Y: Pengaduan Bapak/Ibu telah kami terima", "siti aminah", "siti aminah"),
        ("BLS: Re: PWK-2026-000008-Y: x", "YA", "YA"),
        ("izin belum terbit", "", "izin belum terbit\n"),
    ],
)
def test_our_own_subject_that_comes_back_is_none_of_them(subject: str, text: str, words: str) -> None:
    assert own_words(subject, text) == words
