"""How often the labels are right, on messages the rules were tuned on and on some they were not.

Both files were written by the hand that wrote the lexicons, so the figures flatter: on sets written
afterwards, in wordings chosen to be indirect, the component was right in 42 to 76 of 100 at first sight.
The floors guard against getting worse; they promise nothing about the office's own messages.
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
}
FILES = tuple(FLOORS)


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


@pytest.mark.parametrize("file", FILES)
def test_no_allegation_is_missed(file: str, read: Read) -> None:
    alleging = [message["text"] for message in messages(file) if message["integrity"]]
    assert [text for text in alleging if not read(text).integrity] == []


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
    tuned_on = {message["text"] for message in messages("messages.jsonl")}
    held_out = [message["text"] for file in FILES[1:] for message in messages(file)]
    assert tuned_on.isdisjoint(held_out)
    assert len(held_out) == len(set(held_out)) >= 60


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
