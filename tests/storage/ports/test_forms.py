"""A paper form is printed once, entered once or made void, and its code is nowhere on the disk."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.case.form_code import form_codes
from core.errors import NotAllowed
from core.ports.forms import FormState, PaperForm
from core.ports.store import Unit
from storage.store import SqlStore
from tests.storage.ports.given import ACCOUNT, MINUTE, NOW, complaint, message, open_case

CODES = form_codes("token", 3)


async def printed(store: SqlStore) -> Sequence[PaperForm]:
    return await store.write(lambda unit: unit.forms.print("l", CODES, "sari", NOW))


async def test_printing_again_is_the_same_forms(store: SqlStore) -> None:
    forms = await printed(store)
    assert [(form.letter, form.printed_at, form.printed_by, form.state) for form in forms] == [
        ("l", NOW, "sari", FormState.OPEN)
    ] * 3
    assert len({form.number for form in forms}) == 3
    again = await store.write(lambda unit: unit.forms.print("l", CODES[::-1], "dadan", NOW + MINUTE))
    assert list(again) == list(forms)[::-1]
    assert await store.read(lambda unit: unit.forms.counts()) == {
        FormState.OPEN: 3,
        FormState.ENTERED: 0,
        FormState.VOID: 0,
    }


async def test_a_form_is_found_by_its_code_alone(store: SqlStore) -> None:
    first, *_ = await printed(store)
    assert await store.read(lambda unit: unit.forms.find(CODES[0])) == first
    assert await store.read(lambda unit: unit.forms.find("AAAAAAAAA")) is None


async def test_it_becomes_one_case_and_says_which(store: SqlStore) -> None:
    await printed(store)

    def enter(unit: Unit) -> None:
        unit.forms.enter(CODES[0], ACCOUNT, "m1", "sari", NOW)
        waiting = unit.forms.find(CODES[0])
        assert waiting is not None
        assert (waiting.state, waiting.ticket, waiting.settled_by) == (FormState.ENTERED, "", "sari")
        open_case(unit, complaint("T1"), message("m1"))

    await store.write(enter)
    form = await store.read(lambda unit: unit.forms.find(CODES[0]))
    assert form is not None
    assert (form.ticket, form.settled_at) == ("T1", NOW)


async def test_the_same_entry_again_changes_nothing_and_another_is_refused(store: SqlStore) -> None:
    await printed(store)
    await store.write(lambda unit: unit.forms.enter(CODES[0], ACCOUNT, "m1", "sari", NOW))
    await store.write(lambda unit: unit.forms.enter(CODES[0], ACCOUNT, "m1", "dadan", NOW + MINUTE))
    form = await store.read(lambda unit: unit.forms.find(CODES[0]))
    assert form is not None
    assert (form.settled_by, form.settled_at) == ("sari", NOW)
    for account, unique_id in ((ACCOUNT, "m2"), ("loket", "m1")):
        with pytest.raises(NotAllowed, match="entered already"):
            await store.write(
                lambda unit, a=account, u=unique_id: unit.forms.enter(CODES[0], a, u, "sari", NOW)  # type: ignore[misc]  # a default binds the loop's value
            )


async def test_an_unknown_code_is_refused(store: SqlStore) -> None:
    with pytest.raises(NotAllowed, match="no paper form"):
        await store.write(lambda unit: unit.forms.enter(CODES[0], ACCOUNT, "m1", "sari", NOW))


async def test_void_has_a_reason_and_is_final(store: SqlStore) -> None:
    first, second, _ = await printed(store)
    with pytest.raises(NotAllowed, match="reason"):
        await store.write(lambda unit: unit.forms.void(first.number, " ", "sari", NOW))
    await store.write(lambda unit: unit.forms.void(first.number, "basah", "sari", NOW))
    with pytest.raises(NotAllowed, match="void already"):
        await store.write(lambda unit: unit.forms.enter(CODES[0], ACCOUNT, "m1", "sari", NOW))
    with pytest.raises(NotAllowed, match="not open"):
        await store.write(lambda unit: unit.forms.void(first.number, "lagi", "sari", NOW))
    form = await store.read(lambda unit: unit.forms.find(CODES[0]))
    assert form is not None
    assert (form.state, form.reason, form.settled_by) == (FormState.VOID, "basah", "sari")
    await store.write(lambda unit: unit.forms.enter(CODES[1], ACCOUNT, "m1", "sari", NOW))
    with pytest.raises(NotAllowed, match="not open"):
        await store.write(lambda unit: unit.forms.void(second.number, "salah cetak", "sari", NOW))


async def test_the_list_goes_in_pages_by_state(store: SqlStore) -> None:
    forms = await printed(store)
    await store.write(lambda unit: unit.forms.void(forms[1].number, "basah", "sari", NOW))
    newest = await store.read(lambda unit: unit.forms.page(None, None, 2))
    assert [form.number for form in newest] == [forms[2].number, forms[1].number]
    older = await store.read(lambda unit: unit.forms.page(None, newest[-1].number, 2))
    assert [form.number for form in older] == [forms[0].number]
    opened = await store.read(lambda unit: unit.forms.page(FormState.OPEN, None, 9))
    assert [form.number for form in opened] == [forms[2].number, forms[0].number]
