"""A citizen's mail is answered once, in its own thread and language, and nothing of it is repeated."""

from __future__ import annotations

import re
from email.header import decode_header, make_header

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.message import Terminal
from tests.pipeline.letters import ASEP, SITI, late_permit, letter
from tests.pipeline.office import NOON, Office, payload

TICKET = re.compile(r"PWK-2026-\d{6}-[0-9A-Z]")
SUNDANESE = (
    "Sampurasun, abdi Asep Umpama. Izin warung kopi abdi geus sabulan can beres wae, cenah tujuh poé. "
    "Ditungguan teu aya kabar. Kumaha ieu téh?"
)
ENGLISH = (
    "Dear Sir or Madam, my name is Jane Example. The file for our clinic's licence was sent back for the third "
    "time, and nobody at the counter could tell which document is missing."
)


async def test_a_complaint_is_numbered_routed_dated_and_acknowledged_in_its_thread(office: Office) -> None:
    raw = late_permit(headers=("References: <a@example.com> <b@example.com>", "Message-ID: <c@example.com>"))
    assert await office.mail(raw) is Terminal.OPENED
    case = await office.case(SITI)
    (mail,), (taken,) = office.post.to(SITI), office.post.taken
    assert taken.sender == "", "the null sender, so that no machine answers (RFC 3834 section 3.3)"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["In-Reply-To"] == "<c@example.com>"
    assert str(mail["References"]).split() == ["<a@example.com>", "<b@example.com>", "<c@example.com>"]
    assert re.fullmatch(r"<aduan-[\w.+-]+@office\.example>", str(mail["Message-ID"]))
    assert case.ticket in str(mail["Subject"])
    words = payload(mail)
    assert case.ticket in words
    assert "11 Desember 2026" in words, "fourteen working days after 23 November 2026"
    assert (case.assignment.unit, case.assignment.row) == ("tim_bangunan", "bangunan")
    assert {"opened", "classified", "judged", "dated", "routed"} <= set(await office.history(case.ticket))


async def test_a_case_is_acknowledged_once_however_often_the_steps_run(office: Office) -> None:
    raw = late_permit()
    await office.mail(raw)
    await office.mail(raw)
    office.clock.pass_by(hours=2)
    await office.settle()
    await office.work()
    assert len(office.post.taken) == 1
    assert await office.ended(Terminal.REDELIVERED) == 1
    assert await office.adds_up()


async def test_the_same_mail_twice_in_one_batch_opens_one_case(office: Office) -> None:
    """Two deliveries with two platform keys (two folders, say) and one content."""
    raw = late_permit()
    await office.keep(office.envelope(raw), office.envelope(raw))
    await office.work()
    assert len(office.post.taken) == 1
    assert len(await office.cases(SITI)) == 1
    assert await office.adds_up()


@pytest.mark.parametrize(
    ("text", "opening", "due"),
    [
        pytest.param(
            SUNDANESE, "Sampurasun", "(Jawaban paling lambat: Jumat, 11 Desember 2026)", id="Sundanese"
        ),
        pytest.param(ENGLISH, "Dear Sir or Madam", "11 December 2026", id="English"),
        pytest.param(
            "Nama saya Siti Contoh. PBG saya belum terbit, sudah 3 minggu.",
            "Yth. Bapak/Ibu",
            "11 Desember 2026",
            id="Indonesian",
        ),
    ],
)
async def test_the_acknowledgement_speaks_the_citizens_language(
    text: str, opening: str, due: str, office: Office
) -> None:
    await office.mail(letter(text, ASEP))
    (mail,) = office.post.to(ASEP)
    words = payload(mail)
    assert words.startswith(opening)
    assert due in words
    assert not re.search(r"[{}\[\]]{2}|[{}]", words), "no placeholder is left over"


async def test_what_is_missing_is_asked_for_in_the_acknowledgement_itself(office: Office) -> None:
    await office.mail(letter("petugas loket izin reklame judes banget, ditanya malah marah", ASEP))
    case = await office.case(ASEP)
    assert case.missing
    assert case.awaiting_until is not None
    (mail,) = office.post.to(ASEP)
    assert "mohon balas pesan ini" in payload(mail)
    assert "nama" in payload(mail).lower()


async def test_a_bare_greeting_is_prompted_once_and_opens_nothing(office: Office) -> None:
    assert await office.mail(letter("Assalamualaikum", ASEP, subject="")) is Terminal.NOISE
    assert await office.mail(letter("halo", ASEP, subject="")) is Terminal.NOISE
    assert not await office.cases(ASEP)
    (mail,) = office.post.to(ASEP)
    assert not TICKET.search(payload(mail))


async def test_thanks_are_thanked_for_and_close_by_themselves(office: Office) -> None:
    said = "Terima kasih banyak, petugasnya ramah, izinnya cepat selesai dan tidak ada pungli."
    await office.mail(letter(said, ASEP, "Ibu Lestari", "Terima kasih"))
    (case,) = await office.cases(ASEP)
    assert not case.state.open
    assert case.deadline.due is None
    assert len(office.post.to(ASEP)) == 1


async def test_a_message_of_late_evening_is_dated_by_jakartas_calendar(office: Office) -> None:
    """2026-03-10T18:30Z is received on 11 March in Purwakarta: due 8 April 2026 (issue 2, point 6)."""
    office.clock.moment = NOON.replace(month=3, day=10, hour=18, minute=30)
    early = office.clock.moment
    await office.store.write(lambda unit: unit.accounts.connected("kotak kedua", early))
    office.channels["kotak kedua"] = office.channels["surat"]
    raw = late_permit()
    await office.mail(raw, account="kotak kedua")
    case = await office.case(SITI)
    assert case.deadline.due is not None
    assert case.deadline.due.isoformat() == "2026-04-08"
    assert "8 April 2026" in payload(office.post.to(SITI)[0])


async def test_an_address_that_answers_are_wanted_at_gets_the_acknowledgement(office: Office) -> None:
    await office.mail(late_permit(headers=("Reply-To: rumah@example.org",)))
    assert len(office.post.to("rumah@example.org")) == 1
    assert not office.post.to(SITI)


WORDS = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=6, max_size=14)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(secret=st.lists(WORDS, min_size=3, max_size=6, unique=True))
async def test_an_acknowledgement_never_repeats_what_was_written(secret: list[str], office: Office) -> None:
    """With a forged sender it would carry the words to a stranger."""
    ours = await said_to(office, ["reklame"])
    words = await said_to(office, secret)
    assert not [word for word in secret if word.lower() in words and word.lower() not in ours]


async def said_to(office: Office, secret: list[str]) -> str:
    """The whole answer to a complaint with these words everywhere, in small letters."""
    sender = f"warga{len(office.post.taken)}@example.com"
    said = f"Nama saya {secret[-1]}. Izin {secret[0]} belum terbit. {' '.join(secret)}"
    await office.mail(letter(said, sender, _encoded(secret[0]), _encoded(secret[-1])))
    (mail,) = office.post.to(sender)
    subject = str(make_header(decode_header(str(mail["Subject"]))))
    return f"{subject} {payload(mail)}".lower()


def _encoded(word: str) -> str:
    return f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in word.encode())}?="
