"""What people write is read once, whole and in order, whatever breaks in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from channels.twitter import TwitterChannel
from core.errors import StoreBusy, Throttled, Unreachable
from sandbox.twitter import Fault, X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import PERSON, asked, read, settings

NAME = "@dpmptsp_pwk"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


async def test_a_mention_and_a_message_arrive_with_their_time_and_author(
    x: X, channel: TwitterChannel
) -> None:
    x.square.post(PERSON, f"{NAME} izin PBG saya belum terbit", at=NOON)
    x.square.message(PERSON, "Ini Wati, tadi saya menulis", at=NOON + timedelta(seconds=90))
    sink = await asked(channel, MemorySink())
    post, message = read(channel, sink)
    assert (post.text, post.public, post.received_at) == ("izin PBG saya belum terbit", True, NOON)
    assert (message.text, message.public) == ("Ini Wati, tadi saya menulis", False)
    assert message.received_at == NOON + timedelta(seconds=90)
    assert (post.sender.handle, post.sender.display_name) == (PERSON, "Wati Contoh")
    assert post.sender == message.sender
    assert {envelope.received_at for envelope in sink.kept.values()} == {
        post.received_at,
        message.received_at,
    }


async def test_all_pages_are_read_oldest_first_and_only_then_the_cursor_stands_at_the_newest(
    x: X, channel: TwitterChannel
) -> None:
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}", at=NOON + timedelta(minutes=n)) for n in range(230)]
    sink = await asked(channel, MemorySink())
    assert list(sink.kept) == [post.id for post in posts]
    assert sink.cursors["mentions"] == posts[-1].id
    cursors = [int(batch.cursor) for batch in sink.batches if batch.stream == "mentions" and batch.cursor]
    assert cursors == sorted(cursors)
    assert [fields.get("pagination_token") for what, fields in x.api.asked if what == "mentions"][:3] == [
        None,
        "t100",
        "t200",
    ]


async def test_only_what_is_newer_is_asked_for_the_next_time(x: X, channel: TwitterChannel) -> None:
    first = x.square.post(PERSON, f"{NAME} satu")
    sink = await asked(channel, MemorySink())
    second = x.square.post(PERSON, f"{NAME} dua")
    await asked(channel, sink)
    assert list(sink.kept) == [first.id, second.id]
    assert x.api.asked[-1][1].get("since_id") != first.id
    assert first.id in [fields.get("since_id") for what, fields in x.api.asked if what == "mentions"]
    assert x.bill.charged["mentions"] == 2


async def test_a_first_connection_takes_nothing_in_that_is_older_than_the_account(
    x: X, channel: TwitterChannel
) -> None:
    x.square.post(PERSON, f"{NAME} tahun lalu", at=NOON - timedelta(days=3))
    x.square.message(PERSON, "minggu lalu", at=NOON - timedelta(days=3))
    new = x.square.post(PERSON, f"{NAME} hari ini", at=NOON)
    sink = await asked(channel, MemorySink(accept=NOON - timedelta(minutes=10)))
    assert list(sink.kept) == [new.id]


async def test_a_break_between_two_pages_loses_nothing_and_reads_again(x: X, channel: TwitterChannel) -> None:
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}") for n in range(150)]
    x.fail("mentions", Fault(200), Fault(503, html=True))
    sink = MemorySink()
    with pytest.raises(Unreachable):
        await asked(channel, sink)
    assert "mentions" not in sink.cursors, "the cursor moves after the last page only"
    assert set(sink.kept) == {post.id for post in posts[50:]}, "what was read is kept all the same"
    await asked(channel, sink)
    assert {post.id for post in posts} == set(sink.kept)
    assert sink.cursors["mentions"] == posts[-1].id
    assert x.bill.charged["mentions"] == 150, "X charges a post once a day"


async def test_a_store_that_does_not_take_a_batch_stops_the_cursor_there(
    x: X, channel: TwitterChannel
) -> None:
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}") for n in range(120)]
    sink = MemorySink()
    sink.failures = [StoreBusy("full")]
    with pytest.raises(StoreBusy):
        await asked(channel, sink)
    assert not sink.kept
    await asked(channel, sink)
    assert list(sink.kept) == [post.id for post in posts]


async def test_what_the_office_wrote_itself_is_not_taken_in(x: X, channel: TwitterChannel) -> None:
    post = x.square.post(PERSON, f"{NAME} izin saya")
    x.square.post(X.own_id, f"{NAME} kami sendiri", answers=post.id)
    x.square.message(PERSON, "halo")
    own = x.square.message(X.own_id, "Pengaduan Anda kami terima.", to=PERSON)
    sink = await asked(channel, MemorySink())
    assert len(sink.kept) == 2
    assert [message.sender.handle for message in read(channel, sink)] == [PERSON, PERSON]
    assert sink.cursors["messages"] == own.id, "its number is passed all the same"


async def test_messages_are_read_until_one_is_known(x: X, channel: TwitterChannel) -> None:
    """X cannot be asked for messages newer than a number."""
    for n in range(45):
        x.square.message(PERSON, f"pesan {n}")
    sink = await asked(channel, MemorySink())
    assert len(sink.kept) == 45
    x.square.message(PERSON, "satu lagi")
    before = sum(what == "dm_events" for what, _ in x.api.asked)
    await asked(channel, sink)
    pages = [fields for what, fields in x.api.asked if what == "dm_events"][before:]
    assert [message.text for message in read(channel, sink)][-1] == "satu lagi"
    assert {fields.get("pagination_token") for fields in pages} == {None}, "the first page showed a known one"


async def test_an_edited_post_comes_under_its_new_number_and_names_the_old(
    x: X, channel: TwitterChannel
) -> None:
    first = x.square.post(PERSON, f"{NAME} izin PBG belum terbti")
    sink = await asked(channel, MemorySink())
    x.square.post(PERSON, f"{NAME} izin PBG belum terbit", edits=first.id)
    await asked(channel, sink)
    before, after = read(channel, sink)
    assert after.external_id != before.external_id
    assert after.references == (first.id,)
    assert after.thread_key == before.thread_key


async def test_small_pages_are_read_to_the_last_too(x: X) -> None:
    """Near the ceiling pages are small, and there are many: the cursor must not jump over the rest."""
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}") for n in range(120)]
    channel = TwitterChannel("x", settings(x, messages=False))
    channel._streams[0].usual = 5
    sink = await asked(channel, MemorySink())
    await channel.close()
    assert list(sink.kept) == [post.id for post in posts]


async def test_pages_that_lead_in_a_circle_move_no_cursor(x: X, channel: TwitterChannel) -> None:
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}") for n in range(150)]
    x.api.circles = True
    sink = MemorySink()
    with pytest.raises(Unreachable):
        await asked(channel, sink)
    assert not sink.cursors
    assert set(sink.kept) == {post.id for post in posts}


async def test_one_stream_that_cannot_be_read_does_not_stop_the_other(x: X, channel: TwitterChannel) -> None:
    x.fail("mentions", Fault(503))
    x.square.message(PERSON, "tetap sampai")
    sink = MemorySink()
    with pytest.raises(Unreachable):
        await asked(channel, sink)
    assert [message.text for message in read(channel, sink)] == ["tetap sampai"]


async def test_a_full_window_says_when_it_opens_again_by_xs_own_clock(x: X, channel: TwitterChannel) -> None:
    x.bill.limits["dm_events"] = 0
    with pytest.raises(Throttled) as raised:
        await asked(channel, MemorySink())
    assert raised.value.wait == timedelta(seconds=900 - x.bill.now % 900)


async def test_messages_can_be_left_out(x: X) -> None:
    channel = TwitterChannel("x", settings(x, messages=False))
    await asked(channel, MemorySink())
    await channel.close()
    assert {what for what, _ in x.api.asked} == {"mentions"}
