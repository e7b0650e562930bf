"""A text in the length that its channel carries: whole where it fits, short where it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels._twilio.parts import parts
from channels.sms import LONGEST, SmsChannel
from channels.whatsapp import WhatsAppChannel
from core.capabilities import BRIEF, Capabilities, Counted, length
from core.classify.labels import Language
from core.desk import Desk
from core.notice.notices import LANGUAGES, NO_CASE, Length, Notice
from core.wording import word, word_case
from tests.core.intake.values import NOON, standing
from tests.pipeline.office import desk

CASE = standing(7).case
MONTHS = timedelta(days=60)


def carrying(able: Capabilities) -> Desk:
    return replace(desk(), capabilities={"surat": able, CASE.account: able})


@pytest.mark.parametrize("notice", [n for n in Notice if n is not Notice.REPLY])
def test_every_text_fits_the_channel_by_which_it_leaves(notice: Notice) -> None:
    for able in (SmsChannel.capabilities, WhatsAppChannel.capabilities, Capabilities(text=1000)):
        for language in LANGUAGES:
            case = replace(CASE, labels=replace(CASE.labels, language=language))
            text = word_case(notice, case, carrying(able), NOON, check_code="ABCDEFGH", reason="incomplete")
            assert able.carries(text.body)
            if able.counted is Counted.SEPTETS:
                assert parts(text.body) <= 2


def test_a_channel_without_a_limit_gets_the_whole_text() -> None:
    text = word_case(Notice.ACKNOWLEDGEMENT_COMPLAINT, CASE, carrying(Capabilities()), NOON)
    assert text.length is Length.MAIL


def test_an_account_that_nobody_described_gets_the_whole_text() -> None:
    assert word(Notice.PROMPT, Language.INDONESIAN, "lain", desk()).length is Length.MAIL


def test_where_a_message_costs_even_a_text_that_would_fit_is_short() -> None:
    """A prompt of 487 characters would make four SMS; it says the same in one."""
    text = word(Notice.PROMPT, Language.INDONESIAN, "surat", carrying(SmsChannel.capabilities))
    assert (text.length, parts(text.body)) == (Length.SHORT, 1)


@pytest.mark.parametrize(("words", "length"), [(200, "mail"), (285, "chat"), (311, "short")])
def test_the_longest_text_that_the_channel_carries_is_taken(words: int, length: str) -> None:
    """An officer's own words stand in a letter's frame, in a chat's, or nearly alone."""
    able, said = WhatsAppChannel.capabilities, "kata " * words
    text = word_case(Notice.REPLY, CASE, carrying(able), NOON, text=said.strip())
    assert text.length == length
    assert said.strip() in text.body
    assert able.carries(text.body)


def test_after_the_window_only_a_short_text_is_written() -> None:
    """WhatsApp lets only a template pass then, and that takes 900 characters."""
    chat = carrying(WhatsAppChannel.capabilities)
    assert word_case(Notice.SUGGESTION, CASE, chat, CASE.received_at).length is Length.MAIL
    late = word_case(Notice.SUGGESTION, CASE, chat, CASE.received_at + MONTHS, reason="incomplete")
    assert late.length is Length.SHORT
    mail = carrying(Capabilities())
    assert word_case(Notice.SUGGESTION, CASE, mail, CASE.received_at + MONTHS).length is Length.MAIL


@pytest.mark.parametrize("notice", sorted(NO_CASE))
def test_a_text_without_a_case_has_both_lengths(notice: Notice) -> None:
    for able in (Capabilities(), Capabilities(text=BRIEF - 1)):
        assert word(notice, Language.ENGLISH, "surat", carrying(able)).body


@pytest.mark.parametrize(
    ("text", "counted", "size"),
    [
        ("déjà", Counted.CHARACTERS, 4),
        ("déjà", Counted.BYTES, 6),
        ("déjà", Counted.SEPTETS, 4),
        ("{a}", Counted.SEPTETS, 5),
        ("“a” — b", Counted.SEPTETS, 7),
        ("🙏" * 134, Counted.SEPTETS, LONGEST),
    ],
)
def test_each_platform_counts_in_its_own_way(text: str, counted: Counted, size: int) -> None:
    assert length(text, counted) == size


@given(st.text(alphabet="ab {é–🙏ѐ", max_size=700))
def test_what_is_said_to_fit_into_four_sms_makes_hardly_more(text: str) -> None:
    """A sign of two septets that is not cut in two may cost a part more."""
    if SmsChannel.capabilities.carries(text):
        assert parts(text) <= 5 if "{" in text or "🙏" in text else parts(text) <= 4
