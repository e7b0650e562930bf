"""Pages that are imported when they are first asked for: the table names them, and each is there."""

from __future__ import annotations

from importlib import import_module
from inspect import iscoroutinefunction, signature

import pytest

from web.application import STAFF


@pytest.mark.parametrize("place", sorted({place for _, _, place in STAFF}))
def test_every_page_that_the_table_names_is_there(place: str) -> None:
    module, _, function = place.partition(":")
    page = getattr(import_module(f"web.staff.{module}"), function)
    assert iscoroutinefunction(page)
    assert list(signature(page).parameters) == ["site", "request", "session"]
