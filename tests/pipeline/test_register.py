"""What came by every way of the standard leaves in the register under its own value, with its true reception."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest

from app.config import Config
from app.register import wording_of
from core.errors import NotAllowed
from core.law.deadline import jakarta_date
from core.message import Terminal
from core.register.letters import NAMES
from ops.register.export import Wish, Written, export
from tests.pipeline.every_way import WAYS, deliver_all, reception
from tests.pipeline.letters import letter
from tests.pipeline.office import MANAGER, NOON, Office

BRIBE = "Nama saya Ujang Contoh. Petugas loket 3 minta uang rokok supaya izin PBG saya didahulukan."


async def register(office: Office, **wishes: Any) -> tuple[list[dict[str, Any]], Written]:
    file = io.BytesIO()
    kinds = {name: channel.kind for name, channel in office.channels.items()}
    wish = Wish(**{"format": "json", "by": "siti"} | wishes)
    done = await export(office.store, office.clock, wish, file, kinds=kinds, wording=wording_of(Config()))
    return json.loads(file.getvalue()), done


async def test_each_way_has_a_register_value_of_its_own_and_its_true_reception(office: Office) -> None:
    await deliver_all(office)
    found, written = await register(office)
    assert sorted(line["register"] for line in found) == sorted(WAYS)
    assert {line["register"]: datetime.fromisoformat(line["received_at"]) for line in found} == {
        value: reception(value) for value in WAYS
    }
    assert written.lines == len(WAYS)
    assert await office.ended(Terminal.OPENED) == len(WAYS)


def test_every_letter_of_the_standard_is_there_and_telegram() -> None:
    assert set(WAYS) == {*NAMES, "telegram"}
    assert len(WAYS) == 14


async def test_people_are_masked_and_their_words_stay_here(office: Office) -> None:
    await deliver_all(office)
    found, _ = await register(office)
    said = json.dumps(found)
    assert "belum terbit" not in said
    assert "Wawan" not in said
    assert "6281200000017" not in said
    by = {line["register"]: line for line in found}
    assert (by["d"]["name"], by["d"]["contacts"]) == ("W.", ["+6281*****017"])
    assert by["g"]["contacts"] == ["s***@example.com"]


async def test_identities_leave_with_a_reason_and_on_record(office: Office) -> None:
    await deliver_all(office)
    with pytest.raises(NotAllowed, match="reason"):
        await register(office, identities=True)
    found, _ = await register(office, identities=True, reason="Permintaan Ombudsman")
    by = {line["register"]: line for line in found}
    assert (by["d"]["name"], by["d"]["contacts"]) == ("Wawan", ["+6281200000017"])
    assert "belum terbit" in by["g"]["text"]
    (record,) = await office.store.read(lambda unit: unit.register.disclosures(9))
    assert (record.at, record.by, record.reason) == (NOON, "siti", "Permintaan Ombudsman")
    assert record.what == "json .. identities"


async def test_a_restricted_case_is_left_out_and_counted(office: Office) -> None:
    await office.mail(letter(BRIBE))
    (case,) = await office.rows(MANAGER)
    assert case.complaint.restricted
    found, written = await register(office)
    assert (found, written) == ([], Written(0, 1))
    found, written = await register(office, restricted=True, reason="Laporan ke Inspektorat")
    assert ([line["ticket"] for line in found], written) == ([case.complaint.ticket], Written(1, 0))
    assert found[0]["text"] == ""


async def test_a_period_is_counted_in_dates_of_reception(office: Office) -> None:
    await deliver_all(office)
    day = jakarta_date(reception("a"))
    inside = [value for value in WAYS if jakarta_date(reception(value)) == day]
    found, written = await register(office, since=day, until=day)
    assert sorted(line["register"] for line in found) == sorted(inside)
    assert written.lines < len(WAYS)


async def test_many_pages_are_one_register(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await deliver_all(office)
    monkeypatch.setattr("ops.register.export.PAGE", 2)
    found, _ = await register(office)
    assert len({line["ticket"] for line in found}) == len(WAYS)
