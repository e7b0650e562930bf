"""Which language a text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify.labels import Language
from core.classify.language import detect, hints, weigh


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("izin saya belum keluar sudah tiga minggu", Language.INDONESIAN),
        ("kunaon izin abdi teu acan kaluar wae", Language.SUNDANESE),
        ("Kumaha carana ngadamel NIB téh?", Language.SUNDANESE),
        ("why is my permit still not issued", Language.ENGLISH),
        ("my permit is still not issued, padahal sudah saya ajukan dari bulan lalu", Language.MIXED),
        ("izin saya sudah lama diajukan tapi teu acan kaluar wae, kumaha ieu teh", Language.MIXED),
        ("", Language.INDONESIAN),
        ("🙏 12345", Language.INDONESIAN),
    ],
)
def test_function_words_tell_the_language(text: str, language: Language) -> None:
    assert detect(text) is language


def test_single_borrowed_words_do_not_make_a_text_mixed() -> None:
    assert (
        detect("min, website online-nya error terus, please dicek ya sudah dari kemarin")
        is Language.INDONESIAN
    )
    assert detect("punten min, abdi bade upload berkas tapi error wae, kumaha atuh") is Language.SUNDANESE


def test_words_of_two_languages_prove_neither() -> None:
    assert weigh(hints("tapi kurang bisa"))[1] == 0


@given(st.text(max_size=500))
def test_any_text_has_a_language_and_a_certainty(text: str) -> None:
    language, sure = weigh(hints(text))
    assert language is detect(text)
    assert 0 <= sure <= 1
