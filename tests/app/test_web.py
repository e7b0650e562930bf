"""A web form in the configuration: who carries its news, where a case is looked up, and that it is well by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.build import build, carriers
from app.checking import secret
from app.config import read_config, tame_config
from channels.web import Settings
from core.desk import Carrier
from core.ports.accounts import Health

FORM = '\n[accounts.situs]\nkind = "web"\nletter = "j"\n'
MAIL = {"kind": "mail", "address": "a@office.example", "imap_host": "localhost", "smtp_host": "localhost"}
TWILIO = {"account_sid": f"AC{'0' * 32}", "number": "+6281200000001", "webhook": False}
SMS, CHAT = {"kind": "sms", **TWILIO}, {"kind": "whatsapp", **TWILIO}
TEMPLATE = {"template": f"HX{'0' * 32}"}


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("accounts", "found"),
    [
        ({}, {}),
        ({"surat": MAIL, "lain": MAIL}, {"mail": Carrier("surat", "mail")}),
        ({"wa": CHAT}, {}),
        ({"wa": CHAT | TEMPLATE}, {"phone": Carrier("wa", "whatsapp", "whatsapp:")}),
        ({"wa": CHAT | TEMPLATE, "sms": SMS}, {"phone": Carrier("sms", "sms")}),
    ],
)
def test_a_contact_hears_by_whichever_account_may_write_first(
    accounts: dict[str, Any], found: dict[str, Carrier]
) -> None:
    assert carriers(tame_config({"accounts": accounts})) == found


@pytest.mark.parametrize(
    ("section", "tracking"),
    [
        ("", ""),
        ('public_url = "https://aduan.office.example/"\n', "https://aduan.office.example/status"),
    ],
)
async def test_a_form_is_well_by_itself_and_cases_are_looked_up_below_the_public_address(
    database: Path, section: str, tracking: str
) -> None:
    config = database.with_name("config.toml")
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[web]\n", f"[web]\n{section}") + FORM, encoding="utf-8")
    service = build(read_config(config), Noon())
    try:
        assert service.watch.accounts["situs"].state is Health.OK
        assert service.desk.notices.office.tracking == tracking
    finally:
        await service.store.close()


def test_a_form_that_nobody_signs_for_needs_no_secret() -> None:
    assert secret(Settings()) == ""
    assert "needs a secret" in secret(Settings(signed=True))
    assert secret(Settings(lambda: "x", signed=True)) == "found"
