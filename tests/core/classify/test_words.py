"""How typed words find their way to the lexicon's words."""

import pytest

from core.classify.phrases import Phrases, Rule
from core.classify.tokens import tokenise
from core.classify.words import NUMBER, Vocabulary, fold

KNOWN = {"izin", "tidak", "urus", "petugas", "lama", "tagih", "sogok", "loket", "maaf", "terbit"}
VOCABULARY = Vocabulary(KNOWN, {"gak": "tidak", "ijin": "izin"}, {"terbit": ("<issued>",)})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("GAK", "tidak"),
        ("gaaak", "tidak"),
        ("lamaaaa", "lama"),
        ("izin2", "izin"),
        ("ijinnya", "izin"),
        ("izinna", "izin"),
        ("petugasnya", "petugas"),
        ("ngurus", "urus"),
        ("mengurus", "urus"),
        ("pengurusan", "urus"),
        ("menagih", "tagih"),
        ("nyogok", "sogok"),
        ("diterbitkan", "<issued>"),
        ("maaf", "maaf"),
        ("izín", "izin"),
    ],
)
def test_chat_spelling_and_affixes_lead_to_the_word(typed: str, meant: str) -> None:
    assert meant in VOCABULARY[typed].keys.known


def test_an_unknown_word_has_no_keys() -> None:
    assert (VOCABULARY["kelabu"].form, VOCABULARY["kelabu"].keys.known) == ("kelabu", ())


def test_a_last_letter_is_no_ending_of_a_root_of_three() -> None:
    assert Vocabulary({"kir", "tera"}, {}, {})["kiri"].keys.known == ()
    assert "tera" in Vocabulary({"kir", "tera"}, {}, {})["teranya"].keys.known


def test_a_number_is_known_as_a_number() -> None:
    assert VOCABULARY["21"].keys.known == (NUMBER,)
    assert Vocabulary({"21"}, {}, {})["21"].keys.known == ("21", NUMBER)


def test_folding_keeps_digits_and_drops_accents() -> None:
    assert (fold("Téh"), fold("te\u0301h"), fold("jum'at"), fold("izin2"), fold("22")) == (
        "teh",
        "teh",
        "jumat",
        "izin",
        "22",
    )


def test_tokens_point_into_the_original_text() -> None:
    text = "Téh, IZIN2 te\u0301h 3minggu\n500rb"
    tokens = tokenise(text, VOCABULARY)
    words = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == ["Téh", "IZIN2", "te\u0301h", "3", "minggu", "500", "rb"]


def test_a_gap_spans_three_words_but_no_clause() -> None:
    phrases = Phrases()
    phrases.add(Rule("kind", "complaint", "strong", 1.0, "=", "tidak .. terbit"), ["tidak"])

    def hits(text: str) -> int:
        return sum(map(len, phrases.scan(tokenise(text, VOCABULARY)).values()))

    assert [hits(f"tidak {'kelabu ' * count}terbit") for count in range(5)] == [1, 1, 1, 1, 0]
    assert hits("tidak, terbit") == 0


def test_either_word_that_a_phrase_may_begin_with_leads_into_it() -> None:
    phrases = Phrases(lambda _: [["izin", "loket"], ["petugas", "loket"]])
    phrases.add(Rule("sector", "x", "y", 1.0, "=", "izin|petugas loket"), ["izin", "petugas"])
    found = [phrases.scan(tokenise(text, VOCABULARY)) for text in ("loket", "izin loket", "petugas loket")]
    assert [len(one.get("sector", ())) for one in found] == [0, 1, 1]


def test_a_longer_phrase_silences_a_shorter_one_of_its_field_only() -> None:
    phrases = Phrases()
    for phrase, field in (("izin loket", "sector"), ("loket", "sector"), ("loket", "component")):
        phrases.add(Rule(field, "x", "y", 1.0, "=", phrase), [phrase.split()[0]])
    found = phrases.scan(tokenise("izin loket", VOCABULARY))
    assert [match.rule.name for matches in found.values() for match in matches] == [
        "sector/x/y: izin loket",
        "component/x/y: loket",
    ]


@pytest.mark.parametrize("typed", ["petgas", "ptugas", "petugass", "petugsa", "pteugas", "perugas"])
def test_a_slip_of_the_fingers_leads_to_the_word(typed: str) -> None:
    assert VOCABULARY[typed].form == "petugas"


def test_a_word_that_two_known_ones_are_near_stays_itself() -> None:
    near_both = Vocabulary({"sampan", "sampah"}, {}, {})
    assert near_both["sampak"].form == "sampak"
    assert near_both["kampan"].form == "kampan"  # the first letter is rarely wrong


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("htoel", "hotel"),  # out of turn
        ("pangkat", "pangkat"),  # one letter from "pangkas", and a word of its own
        ("makanya", "makanya"),  # no food
        ("hotal", "hotal"),  # a wrong letter in so short a word is no slip
        ("bensun", "bensun"),
        ("bensinn", "bensin"),
    ],
)
def test_a_short_or_ordinary_word_is_no_slip(typed: str, meant: str) -> None:
    vocabulary = Vocabulary(
        {"hotel", "pangkas", "makanan", "bensin"}, {}, {}, ordinary={"makanya", "pangkat"}
    )
    assert vocabulary[typed].form == meant


def test_an_english_ending_takes_no_prefix_off() -> None:
    keys = Vocabulary({"guru", "urus"}, {}, {})["mengurus"].keys.known
    assert "urus" in keys
    assert "guru" not in keys


def test_an_ordinary_word_has_no_root() -> None:
    known = {"ikan", "beri"}
    assert "ikan" in Vocabulary(known, {}, {})["berikan"].keys.known
    assert Vocabulary(known, {}, {}, ordinary={"berikan"})["berikan"].keys.known == ()
