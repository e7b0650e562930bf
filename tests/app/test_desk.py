"""A desk in the configuration: officers may enter by its letters, and it never counts as a broken account."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from app.build import build
from app.config import read_config, tame_config
from app.service import desk_letters
from core.ports.accounts import Health

DESK = '\n[accounts.loket]\nkind = "desk"\nletters = ["b", "d"]\n'
MAIL = '\n[accounts.surat]\nkind = "mail"\naddress = "a@office.example"\nimap_host = "localhost"\nsmtp_host = "localhost"\n'


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 5, tzinfo=UTC)


async def test_a_desk_is_well_as_long_as_the_service_runs(database: Path) -> None:
    config = database.with_name("config.toml")
    config.write_text(config.read_text(encoding="utf-8") + DESK + MAIL, encoding="utf-8")
    service = build(read_config(config), Noon())
    try:
        states = {name: line.state for name, line in service.watch.accounts.items()}
        assert states == {"loket": Health.OK, "surat": Health.STARTING}
        assert desk_letters(service.config) == {"b": "loket", "d": "loket"}
    finally:
        await service.store.close()


def test_of_two_desks_the_first_takes_a_letter_in() -> None:
    accounts = {
        "mpp": {"kind": "desk", "letters": ["b", "m"]},
        "kantor": {"kind": "desk", "letters": ["a", "b", "d"]},
    }
    letters = desk_letters(tame_config({"accounts": accounts}))
    assert letters == {"a": "kantor", "b": "mpp", "d": "kantor", "m": "mpp"}


def test_without_a_desk_nobody_enters_anything() -> None:
    assert desk_letters(tame_config({})) == {}
