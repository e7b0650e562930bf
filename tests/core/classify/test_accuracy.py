"""How often the labels are right, on messages the rules were tuned on and on some they were not.

`messages.jsonl` and `messages_indirect.jsonl` (people who say it in a roundabout way) were tuned on, so their
figures flatter. `messages_holdout.jsonl` was not, but is as plain as the first. `messages_blind.jsonl` was
written, like the indirect one, before the lexicons were opened, and no phrase was chosen by its errors: of
59 components 29 were right at first sight and 34 after the lexicons were widened, of 18 allegations 7 and
11. That is what to expect of the office's own messages; an officer sees every label and corrects it.
The floors guard against getting worse.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.classify.labels import Classification

Read = Callable[[str], Classification]
Message = dict[str, Any]

HERE = Path(__file__).parent
FIELDS = ("kind", "component", "sector", "integrity", "language")
FLOORS = {
    "messages.jsonl": {"kind": 0.97, "component": 0.96, "sector": 0.97, "integrity": 0.99, "language": 0.96},
    "messages_holdout.jsonl": {
        "kind": 0.95,
        "component": 0.93,
        "sector": 0.90,
        "integrity": 0.98,
        "language": 0.95,
    },
    "messages_indirect.jsonl": {
        "kind": 0.98,
        "component": 0.93,
        "sector": 0.93,
        "integrity": 0.99,
        "language": 0.96,
    },
    "messages_blind.jsonl": {
        "kind": 0.86,
        "component": 0.55,
        "sector": 0.91,
        "integrity": 0.85,
        "language": 0.96,
    },
}
FILES = tuple(FLOORS)
TUNED_ON = ("messages.jsonl", "messages_indirect.jsonl")
BLIND = "messages_blind.jsonl"
ALLEGATIONS_HEARD = 10


def messages(file: str) -> list[Message]:
    return [json.loads(line) for line in (HERE / file).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("file", FILES)
def test_each_label_is_right_as_often_as_promised(file: str, read: Read) -> None:
    expected = messages(file)
    found = [read(message["text"]) for message in expected]
    right = {
        field: sum(
            message[field] == getattr(label, field) for message, label in zip(expected, found, strict=True)
        )
        for field in FIELDS
    }
    shares = {field: count / len(expected) for field, count in right.items()}
    print(f"\n{file}: {len(expected)} messages")
    for field, share in shares.items():
        print(f"  {field:<10} {share:6.1%}  (at least {FLOORS[file][field]:.0%})")
    assert {field for field, share in shares.items() if share < FLOORS[file][field]} == set()


@pytest.mark.parametrize("file", [file for file in FILES if file != BLIND])
def test_no_allegation_is_missed(file: str, read: Read) -> None:
    alleging = [message["text"] for message in messages(file) if message["integrity"]]
    assert [text for text in alleging if not read(text).integrity] == []


def test_of_allegations_never_tuned_on_more_than_half_are_heard_and_none_is_invented(read: Read) -> None:
    judged = [(message["integrity"], read(message["text"]).integrity) for message in messages(BLIND)]
    assert judged.count((True, True)) >= ALLEGATIONS_HEARD
    assert judged.count((False, True)) == 0


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
def test_words_of_bribery_with_a_plain_meaning_accuse_nobody(text: str, read: Read) -> None:
    assert not read(text).integrity


@pytest.mark.parametrize("file", FILES)
def test_greetings_and_matters_of_other_offices_are_told(file: str, read: Read) -> None:
    wrong = [
        message["text"]
        for message in messages(file)
        if (read(message["text"]).bare, read(message["text"]).elsewhere)
        != (message.get("bare", False), message.get("elsewhere", False))
    ]
    assert len(wrong) <= len(messages(file)) // 50, wrong


def test_facts_are_read_as_written(read: Read) -> None:
    wrong = []
    for message in messages("messages.jsonl"):
        facts = read(message["text"]).facts
        for fact, expected in message.get("facts", {}).items():
            found = getattr(facts, fact)
            if (found.isoformat() if isinstance(found, date) else found) != expected:
                wrong.append((message["text"], fact, expected, found))
    assert wrong == []


def test_the_messages_cover_all_kinds_components_and_languages() -> None:
    tuned_on = messages("messages.jsonl")
    assert len(tuned_on) >= 200
    assert len({message["kind"] for message in tuned_on}) == 5
    assert len({message["component"] for message in tuned_on}) == 16  # all fifteen, and none
    assert {message["language"] for message in tuned_on} == {"id", "su", "en", "mixed"}
    assert len({message["sector"] for message in tuned_on}) >= 22


def test_no_message_is_both_tuned_on_and_held_out() -> None:
    tuned_on = {message["text"] for file in TUNED_ON for message in messages(file)}
    held_out = [message["text"] for file in FILES if file not in TUNED_ON for message in messages(file)]
    assert tuned_on.isdisjoint(held_out)
    assert len(held_out) == len(set(held_out)) >= 120


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda text: f"Assalamualaikum min. {text}", lambda text: text.replace("a ", "aaaa ")],
    ids=["lower case", "a greeting", "drawn-out letters"],
)
def test_small_changes_of_spelling_move_few_labels(change: Callable[[str], str], read: Read) -> None:
    texts = [message["text"] for message in messages("messages.jsonl") if not message.get("bare")]
    moved = [
        text
        for text in texts
        if (read(text).kind, read(text).component, read(text).sector)
        != (read(change(text)).kind, read(change(text)).component, read(change(text)).sector)
    ]
    assert len(moved) <= 0.03 * len(texts), moved
