"""The numbers under which other systems keep the same matter."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.case.complaint import Entry
from core.ports.store import Unit
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import NOW, PBG

CASE = f"/kasus/{PBG.ticket}"


async def refer(store: SqlStore, detail: Mapping[str, str]) -> None:
    def write(unit: Unit) -> None:
        case = unit.cases.get(PBG.ticket)
        assert case is not None
        unit.cases.save(case, [Entry(NOW, "sari", "referenced", detail)])

    await store.write(write)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        (
            "https://lapor.example/7310042",
            '<a href="https://lapor.example/7310042" rel="noreferrer">7310042</a>',
        ),
        ("", "<dd>7310042</dd>"),
        ("javascript:alert(1)", "<dd>7310042</dd>"),
    ],
    ids=["with its page", "without one", "with something else"],
)
async def test_the_case_shows_its_number_elsewhere_and_the_page_there(
    sari: Visitor, filled: SqlStore, page: str, shown: str
) -> None:
    await refer(filled, {"system": "sp4n_lapor", "tracking_id": "7310042"} | ({"url": page} if page else {}))
    opened = await sari.get(CASE)
    assert opened.status_code == 200
    assert shown in opened.text
