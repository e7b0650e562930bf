"""A text leaves in the fewest parts, and what it says is never changed for it."""

from __future__ import annotations

from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels._twilio.parts import parts
from channels.sms import SmsChannel
from core.errors import Refused
from core.gsm7 import BASIC, EXTENDED, plain, septets
from sandbox.twilio import Twilio
from tests.channels.twilio.office import settings, short

LENGTHS = {
    "nothing": ("", 1),
    "one part": ("a" * 160, 1),
    "one more": ("a" * 161, 2),
    "two parts": ("a" * 306, 2),
    "three parts": ("a" * 307, 3),
    "signs of two septets": ("€" * 80, 1),
    "one more of two septets": ("€" * 81, 2),
    "a sign of two septets is not cut": ("a" * 152 + "€" + "a" * 152, 3),
    "wide": ("ᮞ" * 70, 1),
    "one more, wide": ("ᮞ" * 71, 2),
    "pictures of two units": ("🙏" * 35, 1),
    "a picture is not cut": ("🙏" * 67, 3),
}


@pytest.mark.parametrize(("text", "count"), LENGTHS.values(), ids=LENGTHS)
def test_parts_are_counted_as_networks_count_them(text: str, count: int) -> None:
    assert parts(text) == count


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENDED)), max_size=900))
def test_a_text_in_the_short_alphabet_makes_about_a_153rd_of_its_length(text: str) -> None:
    length = septets(text) or 0
    least = 1 if length <= 160 else ceil(length / 153)
    assert least <= parts(text) <= least + 1


@given(st.text(max_size=300))
def test_a_plain_text_never_needs_more_parts(text: str) -> None:
    assert parts(plain(text)) <= parts(text)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("“Nomor” PWK–1…", '"Nomor" PWK-1...'),
        ("tikét Anjeun, saé", "tikét Anjeun, saé"),
        ("ᮞᮥᮔ᮪ᮓ – tetap", "ᮞᮥᮔ᮪ᮓ – tetap"),
        ("nama: Šimić – ‘satu’", "nama: Šimić – ‘satu’"),
        ("a\u00a0b\u200bc\r\nd", "a bc\nd"),
    ],
)
def test_typography_gives_way_where_that_makes_the_text_short(typed: str, left: str) -> None:
    assert plain(typed) == left


@pytest.fixture
def sms(request: pytest.FixtureRequest) -> SmsChannel:
    changes: dict[str, Any] = getattr(request, "param", {})
    return SmsChannel("sms", settings(None, **changes))


async def test_what_leaves_is_the_plain_text(sms: SmsChannel) -> None:
    assert await sms.compose(short("Tiket “PWK” – ok")) == {"Body": 'Tiket "PWK" - ok'}


async def test_a_text_of_too_many_parts_goes_to_a_person(sms: SmsChannel) -> None:
    assert sms.capabilities.text is not None
    assert await sms.compose(short("a" * sms.capabilities.text))
    with pytest.raises(Refused, match="5 SMS, 4"):
        await sms.compose(short("a" * (sms.capabilities.text + 1)))


def test_the_office_is_not_named_in_the_settings_twice() -> None:
    assert settings(None).account_sid == Twilio.account_sid
