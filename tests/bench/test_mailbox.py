"""The mails are the same everywhere, of the size that is claimed, and say what the letters say."""

import hashlib
from email import message_from_bytes, policy
from pathlib import Path

from bench.letters import letter
from bench.mailbox import MEAN_BYTES, envelopes, mail, mails, note, received_at, write_mails

FIRST_TWENTY = "d158cde2f4762b1cd7c566a438e9865ad0b5af168170d8c32f7159115faab37a"


def test_the_same_number_is_the_same_mail_on_every_machine() -> None:
    digest = hashlib.sha256(b"".join(mails(20))).hexdigest()
    assert digest == FIRST_TWENTY


def test_mails_have_the_mean_size_that_is_claimed() -> None:
    sizes = [len(raw) for raw in mails(400)]
    assert abs(sum(sizes) / len(sizes) - MEAN_BYTES) < 0.03 * MEAN_BYTES


def test_a_mail_is_well_formed_and_carries_its_letter() -> None:
    for number in range(12):
        parsed = message_from_bytes(mail(number), policy=policy.default)
        assert [defect for part in parsed.walk() for defect in part.defects] == []
        body = parsed.get_body(("plain",))
        assert body is not None
        assert body.get_content().split() == letter(number).text.split()


def test_a_note_carries_its_letter_and_nothing_else() -> None:
    parsed = message_from_bytes(note(3), policy=policy.default)
    assert not parsed.is_multipart()
    assert parsed.get_content().split() == letter(3).text.split()


def test_every_fifth_letter_is_the_second_of_its_writer() -> None:
    first, second = letter(3), letter(4)
    assert first.address == second.address
    assert first.text != second.text
    assert letter(5).address != second.address


def test_a_directory_holds_the_mails_in_order(tmp_path: Path) -> None:
    size = write_mails(tmp_path / "mails", 3)
    written = [path.read_bytes() for path in sorted((tmp_path / "mails").iterdir())]
    assert written == list(mails(3))
    assert size == sum(map(len, written))


def test_envelopes_are_told_apart_and_have_their_time_of_reception() -> None:
    made = envelopes([note(7), note(8)], first=7)
    assert len({envelope.key for envelope in made}) == 2
    assert [envelope.received_at for envelope in made] == [received_at(7), received_at(8)]
