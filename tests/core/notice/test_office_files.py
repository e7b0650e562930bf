"""The office's own files take the place of ours; a wrong one is named with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.case.complaint import State
from core.classify.labels import Language
from core.errors import ConfigError
from core.notice.notices import Length, Notice, load_notices
from core.notice.office import Office

OFFICE = Office()


def own(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_offices_own_file_takes_the_place_of_ours(tmp_path: Path) -> None:
    own(tmp_path, "id/thanks.mail.txt", "Subject: Nuhun\n\nTerima kasih dari {office}.\n\n{closing}\n")
    own(tmp_path, "id/closing.block.txt", "Salam hangat\n")
    own(tmp_path, "id/words.toml", '[state]\nclosed = "rampung"\n')
    notices = load_notices(tmp_path, office=OFFICE)
    text = notices.render(Notice.THANKS, Language.INDONESIAN, Length.MAIL, {})
    assert (text.subject, text.body) == ("Nuhun", f"Terima kasih dari {OFFICE.office}.\n\nSalam hangat")
    assert notices.words(Language.INDONESIAN).state(State.CLOSED) == "rampung"
    assert notices.words(Language.INDONESIAN).state(State.SPAM) == "tidak diproses"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "id/thanks.short.txt",
            "Halo {nama}",
            r"id/thanks\.short\.txt: unknown placeholder \{nama\}; allowed are .*ticket",
        ),
        ("id/thanks.short.txt", "Halo {text}", r"unknown placeholder \{text\}"),
        ("id/prompt.short.txt", "Halo {ticket}", r"unknown placeholder \{ticket\}"),
        ("id/thanks.mail.txt", "Subject: a\n\n\nHalo {", "line 4"),
        ("id/thanks.mail.txt", "Halo", "first line must be the subject"),
        ("id/thanks.mail.txt", "Subject: {closing}\n", r"unknown placeholder \{closing\}"),
        ("id/thanks.mail.txt", "Subject: a\nHormat {closing}\n", "alone on a line"),
        ("id/thanks.short.txt", "Subject: a\nHalo", "short text has no subject"),
        ("id/closing.block.txt", "{text}", r"unknown placeholder \{text\}"),
        ("id/tanks.mail.txt", "Subject: a\n", "did you mean id/thanks.mail.txt"),
        ("jv/thanks.mail.txt", "Subject: a\n", "is no notice"),
        ("id/words.toml", "days = 1", "list of 7"),
        ("id/words.toml", "hari = 1", "unknown key 'hari'"),
        ("id/words.toml", '[state]\nrampung = "x"', "unknown word 'rampung'"),
        ("id/words.toml", '[state]\nclosed = "{x}"', "without braces"),
        ("id/words.toml", "state = 1", r"write \[state\]"),
        ("id/words.toml", "= 1", "TOML"),
    ],
)
def test_a_wrong_file_of_the_office_is_named_with_the_remedy(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        load_notices(own(tmp_path, name, text))
    assert Path(name).name in str(raised.value)


def test_a_directory_that_is_not_there_and_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load_notices(tmp_path / "nowhere")
    own(tmp_path, "id/thanks.short.txt", "").joinpath("id/thanks.short.txt").write_bytes(b"\xe9\xff")
    with pytest.raises(ConfigError, match=r"thanks\.short\.txt.*UTF-8"):
        load_notices(tmp_path)


def test_a_prompt_of_the_office_shows_nothing_of_a_case_even_through_a_block(tmp_path: Path) -> None:
    own(tmp_path, "id/prompt.mail.txt", "Subject: Halo\n\nSilakan menulis.\n\n{check}\n")
    given = {"ticket": "PWK-2026-000123-K", "check_code": "ABCDEFGH"}
    text = load_notices(tmp_path).render(Notice.PROMPT, Language.INDONESIAN, Length.MAIL, given)
    assert text.body == "Silakan menulis."
