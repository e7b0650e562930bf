"""The scores of texts: what is remembered of their terms changes nothing."""

import pytest

from app.models import model_directory
from core.classify.kept import get_model
from core.classify.trained import TrainedClassifier

TEXTS = (
    "izin kafe saya dibalikin lagi, padahal berkas sudah lengkap",
    "Petugas loket 2 minta uang supaya cepat, ini resmi?",
    "hatur nuhun, palayananana gancang pisan",
    "Toilet kantor bau dan kursi ruang tunggu rusak semua",
    "syarat NIB untuk warung kelontong apa saja",
)


def test_terms_that_were_forgotten_weigh_the_same_when_they_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = get_model(model_directory())
    usual = TrainedClassifier(model)
    monkeypatch.setattr("core.classify.model.table._MOST_TERMS", 60)
    forgetful = TrainedClassifier(model)
    for text in TEXTS * 3:
        one, other = usual.label(text), forgetful.label(text)
        assert other.verdict[:-1] == one.verdict[:-1]
        assert other.verdict.confidence == pytest.approx(one.verdict.confidence, abs=1e-5)
    assert len(forgetful._table._learnt) < 60 < len(usual._table._learnt)


def test_a_word_counts_once_however_often_and_in_whatever_case_it_comes() -> None:
    classifier = TrainedClassifier(get_model(model_directory()))
    once, thrice = (
        classifier._label(text)[1] for text in ("Izin belum terbit.", "izin. belum. terbit. IZIN")
    )
    assert list(once.words) == list(thrice.words) == ["izin", "belum", "terbit"]
    assert (len(once.pairs), len(thrice.pairs)) == (3, 0)
