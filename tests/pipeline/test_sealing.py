"""Nothing that a citizen wrote, and nothing an officer wrote about it, lies in clear on the disk or in the log."""

from __future__ import annotations

import base64
import logging
from pathlib import Path

import pytest

from core.message import Terminal
from core.work.note import note
from core.work.reply import reply
from tests.pipeline.letters import SITI, answer_to, with_files
from tests.pipeline.office import MANAGER, Office, files_in

PHONE = "081299900077"
NAME = "Perumpamaan"
SECRETS = (PHONE, NAME, SITI)
STAND_IN = "mail.log"  # the citizens' provider logs what it takes; we do not


def spellings(secret: str) -> dict[str, bytes]:
    """How a word may stand on a disk: three offsets in base64, two byte orders of UTF-16."""
    raw = secret.encode()
    base64s = {
        # What base64 makes of the word's inner bytes, whatever stands before and behind them.
        f"base64 at {shift}": base64.b64encode(bytes(shift) + raw)[4 if shift else 0 : -4]
        for shift in range(3)
    }
    return {
        "as it is": raw,
        "UTF-16 little": secret.encode("utf-16-le"),
        "UTF-16 big": secret.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        **base64s,
    }


async def test_neither_name_nor_number_of_a_citizen_is_found_on_the_disk_or_in_the_log(
    office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = f"Nama saya Ujang {NAME}, telepon {PHONE}. Nama di NIB salah ketik, lihat berkas."
    raw = with_files(
        said,
        (f"{NAME}-{PHONE}.txt", "text/plain", f"surat {NAME} {PHONE}\n".encode()),
        subject=f"NIB {NAME} {PHONE}",
    )
    assert await office.mail(raw) is Terminal.OPENED
    case = await office.case(SITI)
    assert case.party.name == f"Ujang {NAME}"
    now = office.clock.now()
    await office.do(lambda unit: note(unit, case.ticket, MANAGER, f"sudah menelepon {NAME} di {PHONE}", now))
    version = (await office.get(case.ticket)).version
    told = f"Bapak {NAME}, kami telepon {PHONE}."
    await office.do(lambda unit: reply(office.desk, unit, case.ticket, MANAGER, told, now, version))
    office.clock.pass_by(seconds=30)
    await office.work()
    (_, answer) = office.post.to(SITI)
    await office.mail(answer_to(answer, f"Terima kasih, benar {PHONE} {NAME}.", name=NAME))
    await office.keep(office.envelope(f"From: {SITI}\r\n\r\n{PHONE} {NAME}".encode()))

    assert (await office.rows(search=NAME))[0].complaint.ticket == case.ticket, "found again all the same"
    assert (await office.rows(search=PHONE))[0].complaint.ticket == case.ticket
    places = files_in(tmp_path)
    assert {"aduan.db", "aduan.db-wal"} <= set(places)
    assert any(name.endswith(".sealed") for name in places)
    ours = [record for record in caplog.records if record.name != STAND_IN]
    places["log"] = "\n".join(record.getMessage() for record in ours).encode()
    assert not found_in(places)


def found_in(places: dict[str, bytes]) -> list[str]:
    return [
        f"{secret} {how} in {where}"
        for where, content in places.items()
        for secret in SECRETS
        for how, spelt in spellings(secret).items()
        if spelt.lower() in content.lower()
    ]


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_for_it_would_find_it(secret: str) -> None:
    """In every spelling, wherever in a word of base64 it begins."""
    for before in (b"", b"x", b"xy"):
        assert found_in({"plain": before + secret.encode()})
        assert found_in({"base64": base64.b64encode(before + secret.encode() + b" tail")})
    assert found_in({"utf-16": f"nama {secret}".encode("utf-16")})
