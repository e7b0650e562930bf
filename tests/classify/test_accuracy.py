"""How often the labels are right on messages that nobody trained on, and what may not move them.

The rules' lexicons were tuned on `messages.jsonl` and `messages_indirect.jsonl`, so the figures of these two
flatter; nothing was tuned on `messages_voices.jsonl`, which was written before the training text, nor on
`messages_blind.jsonl`: people who say it in a roundabout way. `messages_fresh.jsonl` was written last and scored
once before anything was changed after it. `messages_told.jsonl` and `messages_told_again.jsonl` are 300 told in as
roundabout a way as their writers could; each was scored at first sight, and then its misses were read.
Floors guard against getting worse.
"""

from collections.abc import Callable
from datetime import date

import pytest

from core.classify.evaluate import FIELDS, FieldScore, outcomes, score
from core.classify.labels import Kind
from tests.classify.conftest import Judge, Message, messages

UNTUNED = ("messages_voices.jsonl", "messages_blind.jsonl", "messages_fresh.jsonl")
MACRO_F1 = {"kind": 0.92, "component": 0.86, "sector": 0.90, "integrity": 0.80, "language": 0.87}
LEAST_F1 = 0.6
ALLEGATIONS_HEARD = 0.85


def scores(read: Judge, some: list[Message], change: Callable[[str], str] = str) -> dict[str, FieldScore]:
    judged = [(message, read(change(str(message["text"])))) for message in some]
    return {field: score(outcomes(field, judged)) for field in FIELDS}


@pytest.fixture(scope="session")
def found(judge: Judge, development: list[Message]) -> dict[str, FieldScore]:
    return scores(judge, development)


def test_the_development_set_covers_all_labels_registers_and_languages(development: list[Message]) -> None:
    assert len(development) >= 800
    assert len({message["kind"] for message in development}) == 5
    assert len({message["component"] for message in development}) == 16  # all fifteen, and none
    assert len({message["sector"] for message in development}) == 24
    assert {message["language"] for message in development} == {"id", "su", "en", "mixed"}
    assert len({message["text"] for message in development}) == len(development)


def test_no_label_is_lost(found: dict[str, FieldScore]) -> None:
    weak = {
        (field, label): round(one.f1, 2)
        for field, result in found.items()
        for label, one in result.labels.items()
        if one.f1 < LEAST_F1
    }
    assert weak == {}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_right_as_often_as_promised_where_nothing_was_tuned(field: str, judge: Judge) -> None:
    some = [message for file in UNTUNED for message in messages(file)]
    result = scores(judge, some)[field]
    print(f"\n{field}: macro-F1 {result.macro_f1:.3f} (at least {MACRO_F1[field]})")
    assert result.macro_f1 >= MACRO_F1[field]


def test_allegations_are_heard(found: dict[str, FieldScore], judge: Judge) -> None:
    untuned = scores(judge, [message for file in UNTUNED for message in messages(file)])["integrity"]
    print(
        f"\nrecall {found['integrity'].labels['true'].recall:.3f}, untuned {untuned.labels['true'].recall:.3f}"
    )
    assert found["integrity"].labels["true"].recall >= 0.9
    assert untuned.labels["true"].recall >= ALLEGATIONS_HEARD


def test_confidence_comes_true_and_abstaining_buys_accuracy(found: dict[str, FieldScore]) -> None:
    for field in ("kind", "component", "sector"):
        assert found[field].calibration_error < 0.12, field
        assert found[field].accuracy_of_rest >= found[field].accuracy, field
        assert found[field].curve[0.5] >= found[field].accuracy, field


def mistyped(text: str) -> str:
    """Every sixth word of five letters or more has two neighbours swapped."""
    words = text.split(" ")
    for place in range(2, len(words), 6):
        word = words[place]
        if len(word) > 4 and word.isalpha():
            words[place] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        str.upper,
        mistyped,
        lambda text: text.replace("a ", "aaaa "),
        lambda text: f"Assalamualaikum min. {text}",
        lambda text: f"Selamat pagi. {text}",
        lambda text: f"{text} Terima kasih.",
    ],
    ids=[
        "lower case",
        "upper case",
        "typos",
        "drawn-out letters",
        "a greeting",
        "another greeting",
        "thanks",
    ],
)
def test_a_small_change_of_spelling_moves_no_average_by_more_than_three_points(
    change: Callable[[str], str], found: dict[str, FieldScore], judge: Judge, development: list[Message]
) -> None:
    some = [message for message in development if not message.get("bare")]
    before, after = scores(judge, some), scores(judge, some, change)
    moved = {field: round(before[field].macro_f1 - after[field].macro_f1, 3) for field in FIELDS}
    assert {field: by for field, by in moved.items() if by > 0.03} == {}


@pytest.mark.parametrize(
    "text",
    [
        "kalau mau dilayani cepat harus datang jam berapa?",
        "petugas menawarkan bantuan mengisi formulir, sangat membantu",
        "ada kenalan notaris untuk akta koperasi?",
        "Nominal retribusi di SKRD tidak sesuai dengan luas bangunan",
        "the envelope with my certificate arrived, thank you",
        "sumbangan untuk masjid perlu izin tidak?",
        "izin usaha kopi dan rokok di pasar, syaratnya apa?",
    ],
)
def test_words_of_bribery_with_a_plain_meaning_accuse_nobody(text: str, judge: Judge) -> None:
    assert not judge(text).integrity


@pytest.mark.parametrize("mark", ["bare", "elsewhere"])
def test_greetings_and_matters_of_other_offices_are_told(
    mark: str, judge: Judge, development: list[Message]
) -> None:
    marked = [message for message in development if message.get(mark)]
    missed = [message["text"] for message in marked if not getattr(judge(str(message["text"])), mark)]
    assert len(missed) <= len(marked) // 20, missed
    plain = [message for message in messages("messages.jsonl") if not message.get(mark)]
    invented = [message["text"] for message in plain if getattr(judge(str(message["text"])), mark)]
    assert len(invented) <= len(plain) // 50, invented


def test_facts_are_read_as_written(judge: Judge, development: list[Message]) -> None:
    wrong, count = [], 0
    for message in development:
        stated = message.get("facts", {})
        assert isinstance(stated, dict)
        count += len(stated)
        facts = judge(str(message["text"])).facts
        for fact, expected in stated.items():
            value = getattr(facts, fact)
            if (value.isoformat() if isinstance(value, date) else value) != expected:
                wrong.append((message["text"], fact, expected, value))
    assert len(wrong) <= count // 16, wrong


def test_each_fact_is_read_in_many_ways_of_saying_it(judge: Judge) -> None:
    """Written fresh for each fact; 203 of its 214 statements were right when first read."""
    wrong, _ = wrong_facts(judge, "facts.jsonl")
    assert wrong == []


def wrong_facts(judge: Judge, file: str) -> tuple[list[tuple[object, str, object, object]], int]:
    wrong, count = [], 0
    for message in messages(file):
        stated = message["facts"]
        assert isinstance(stated, dict)
        count += len(stated)
        facts = judge(str(message["text"])).facts
        for fact, expected in stated.items():
            value = getattr(facts, fact)
            if (value.isoformat() if isinstance(value, date) else value) != expected:
                wrong.append((message["text"], fact, expected, value))
    return wrong, count


@pytest.mark.parametrize(("file", "at_most"), [("facts_more.jsonl", 0.02), ("facts_blind.jsonl", 0.04)])
def test_facts_are_read_from_whole_messages_in_every_register(
    file: str, at_most: float, judge: Judge
) -> None:
    """Each message states what it says and what it does not say. Right when first read: 1,000 of the first 1,109
    statements of `facts_more.jsonl`, 375 of its last 410; 309 of the first 340 of `facts_blind.jsonl`, whose writer
    looked for weak spots, and 360 of its last 371, written as people write.
    """
    wrong, count = wrong_facts(judge, file)
    assert len(wrong) <= count * at_most, wrong


def test_nobody_greeted_no_firm_no_street_and_no_law_is_taken_for_the_writer_or_a_number(
    judge: Judge,
) -> None:
    wrong, _ = wrong_facts(judge, "facts_more.jsonl")
    owned = ("reporter_name", "application_no", "anonymity_wish", "withdraws")
    assert [one for one in wrong if one[1] in owned and not one[2] and one[3]] == []


def test_waiting_alone_accuses_nobody(judge: Judge) -> None:
    """Everyday messages of every sector, one sentence and no drama: a false alarm would hide each from its office."""
    everyday = messages("everyday.jsonl")
    accused = [message["text"] for message in everyday if judge(str(message["text"])).integrity]
    assert accused == []
    late = [message["text"] for message in everyday if judge(str(message["text"])).kind is not Kind.COMPLAINT]
    assert len(late) <= len(everyday) // 20, late
