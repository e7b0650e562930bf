"""Reading along with instaloader, the real library against the pages of a stand-in."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.instagram import ReaderChannel, open_channel
from channels.instagram.scraper import Halted
from core.errors import ByHand, ChannelError, ConfigError, Throttled, Unauthorised, Unreachable
from core.message import InboundMessage
from core.ports.channel import Finder, Poller, Webhook
from sandbox.instagram import Instagram
from sandbox.instagram.redirect import redirected
from sandbox.instagram.web import COMMENTS, TROUBLES
from tests.channels.contract import MARK
from tests.channels.instagram.office import outbound, settings
from tests.channels.parrot import Parrot, Way
from tests.channels.sink import MemorySink, polling

COOKIES = f"sessionid={Instagram.session}; csrftoken=c; ds_user_id=700"


@pytest.fixture
def pages(instagram: Instagram) -> Iterator[Instagram]:
    with redirected(f"{instagram.url}/web"):
        yield instagram


@pytest.fixture
async def reader(pages: Instagram) -> AsyncIterator[ReaderChannel]:
    opened = account()
    yield opened
    await opened.close()


def account(cookies: str = COOKIES, **changes: Any) -> ReaderChannel:
    keys = {"way": "instaloader", "risk_accepted": True, "credential": lambda: cookies}
    channel = open_channel("ig", settings(None, **(keys | changes)))
    assert isinstance(channel, ReaderChannel)
    return channel


async def round_of(channel: ReaderChannel, sink: MemorySink) -> MemorySink:
    """One round, whenever it is due; what it raised goes through."""
    channel._due = 0.0
    beats = sink.beats
    async with polling(channel, sink) as task:
        task.add_done_callback(lambda _: sink.beat())
        await sink.until(lambda: sink.beats > beats)
        if task.done():
            task.result()
    return sink


def texts(channel: ReaderChannel, sink: MemorySink) -> list[str]:
    found = [item for envelope in sink.kept.values() for item in channel.parse(envelope)]
    return sorted(item.text for item in found if isinstance(item, InboundMessage) and not item.automatic)


async def test_comments_answers_and_tags_are_read(pages: Instagram, reader: ReaderChannel) -> None:
    post = pages.post("Jam layanan")
    comment = pages.comment(post, "wawan.h", "Izin saya lama", call=False)
    pages.comment(post, "neng.siti", "Saya juga", comment.id, call=False)
    pages.comment(post, "dpmptsp.contoh", "Mohon DM kami", comment.id, call=False)
    pages.post("Antre lama di MPP", "warga.peduli", "dpmptsp.contoh")
    sink = await round_of(reader, MemorySink())
    assert texts(reader, sink) == ["Antre lama di MPP", "Izin saya lama", "Saya juga"]
    (answer,) = [
        item
        for envelope in sink.kept.values()
        for item in reader.parse(envelope)
        if isinstance(item, InboundMessage) and item.text == "Saya juga"
    ]
    assert answer.in_reply_to == comment.id
    assert answer.references == (post.permalink,)
    assert answer.public


async def test_the_same_comment_keeps_its_key_when_a_post_outgrows_the_browser_s_page(
    pages: Instagram, reader: ReaderChannel
) -> None:
    """Up to a dozen comments come by the web, more by the phone's way, with ids of another type."""
    post = pages.post()
    for number in range(3):
        pages.comment(post, f"warga{number}", f"keluhan {number}", call=False)
    sink = await round_of(reader, MemorySink())
    assert len(sink.kept) == 3
    for number in range(3, 25):
        pages.comment(post, f"warga{number}", f"keluhan {number}", call=False)
    await round_of(reader, sink)
    assert len(sink.kept) == 25
    assert {what for host, _, what in pages.web.asked if host == "i.instagram.com"}
    assert all(isinstance(key, str) for key in sink.kept)
    assert all(batch.rescan for batch in sink.batches), "what is read again is no redelivery"


async def test_only_the_newest_posts_are_read_and_what_is_older_than_the_account_is_left(
    pages: Instagram,
) -> None:
    moments = iter(datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 28))
    pages.world.now = lambda: next(moments)
    for number in range(3):
        pages.comment(pages.post(f"kiriman {number}"), "wawan.h", f"komentar {number}", call=False)
    two = account(posts=2, tags=False)
    sink = await round_of(two, MemorySink(accept=datetime(2026, 11, 5, tzinfo=UTC)))
    assert texts(two, sink) == ["komentar 2"]
    await two.close()


async def test_nothing_can_be_sent_and_the_officer_gets_the_post(reader: ReaderChannel) -> None:
    link = "https://www.instagram.com/p/DCH2uvnzgma/"
    with pytest.raises(ByHand) as raised:
        await reader.send(outbound(references=(link, "18012345678901234")))
    assert raised.value.link == link
    able = reader.capabilities
    assert (able.privately, able.publicly, able.official) == (False, False, False)
    assert isinstance(reader, Poller)
    assert not isinstance(reader, Webhook | Finder)


EXPECTED: dict[str, type[ChannelError]] = {
    "wait": Throttled,
    "429": Throttled,
    "403": Unreachable,
    "400": Unreachable,
    "500": Unreachable,
    "html": Unreachable,
    "shape": Unreachable,
    "challenge": Halted,
    "checkpoint": Halted,
    "feedback": Halted,
    "login": Halted,
}


@pytest.mark.parametrize("where", ["", COMMENTS], ids=["at once", "in the middle"])
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_goes_wrong_is_one_of_our_errors_and_what_was_read_before_is_kept(
    pages: Instagram, reader: ReaderChannel, trouble: str, where: str
) -> None:
    pages.comment(pages.post("lama"), "wawan.h", "komentar di kiriman lama", call=False)
    newest = pages.post("baru")
    for number in range(13):  # more than a dozen: read by the phone's way, before the trouble
        pages.comment(newest, "siti", f"baru {number}", call=False)
    pages.web.troubles[where] = trouble
    sink = MemorySink()
    with pytest.raises(ChannelError) as raised:
        await round_of(reader, sink)
    assert type(raised.value) is EXPECTED[trouble]
    assert len(sink.kept) == (13 if where else 0)


async def test_once_instagram_wants_a_person_it_is_left_alone_until_there_is_another_session(
    pages: Instagram,
) -> None:
    pages.web.troubles[""] = "challenge"
    sink, first = MemorySink(), account()
    with pytest.raises(Unauthorised):
        await round_of(first, sink)
    asked = len(pages.web.asked)
    pages.web.troubles.clear()
    for again in (first, account()):  # also after a restart
        with pytest.raises(Unauthorised, match="sign in by hand"):
            await round_of(again, sink)
        await again.close()
    assert len(pages.web.asked) == asked, "not a single question more"
    pages.web.session = "baru"
    renewed = account("sessionid=baru; csrftoken=c; ds_user_id=700")
    await round_of(renewed, sink)
    await renewed.close()
    assert COOKIES not in "".join(sink.cursors.values())


async def test_between_two_rounds_lies_a_rest_however_often_it_is_called(
    pages: Instagram, reader: ReaderChannel
) -> None:
    pages.web.troubles[""] = "500"
    sink = MemorySink()
    with pytest.raises(Unreachable):
        await round_of(reader, sink)
    asked = len(pages.web.asked)
    async with polling(reader, sink) as task:
        await sink.until(lambda: task.get_coro() is not None)
        assert not task.done()
    assert len(pages.web.asked) == asked
    assert reader._due > 0
    least = timedelta(minutes=15).total_seconds()
    assert all(reader._interval() >= least * 0.75 for _ in range(50))


async def test_a_session_that_opens_is_a_session(reader: ReaderChannel, pages: Instagram) -> None:
    await reader.probe()
    signed_out = account("sessionid=alt; csrftoken=c; ds_user_id=700")
    with pytest.raises(Unauthorised):
        await round_of(signed_out, MemorySink())
    assert pages.web.asked


async def test_it_works_in_a_thread_that_dies_with_the_process(
    pages: Instagram, reader: ReaderChannel
) -> None:
    seen: list[threading.Thread] = []
    await reader._scraper.call(lambda: seen.append(threading.current_thread()))
    assert seen[0].daemon
    assert seen[0] is not threading.main_thread()


WRONG = [
    ({"risk_accepted": False}, "risk_accepted"),
    ({"posts": 0}, "posts"),
    ({"posts": 40}, "posts"),
    ({"interval_minutes": 5.0}, "interval_minutes"),
    ({"username": "@Kantor"}, "username"),
]


@pytest.mark.parametrize(("changes", "key"), WRONG)
def test_a_key_that_cannot_be_right_is_named(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match=f"^{key}:"):
        account(**changes)


def test_the_official_way_needs_its_own_keys() -> None:
    for changes, key in (
        ({"user_id": "kantor"}, "user_id"),
        ({"public_url": ""}, "public_url"),
        ({"public_url": "http://aduan.office.example"}, "public_url"),
        ({"api_version": "25"}, "api_version"),
        ({"timeout": 0.0}, "timeout"),
    ):
        with pytest.raises(ConfigError, match=f"^{key}:"):
            settings(None, **changes)


@pytest.mark.parametrize("way", Way, ids=lambda way: way.name.lower())
async def test_whatever_instagram_does_our_errors_come_of_it_and_no_cookie_is_told(
    way: Way,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The contract of all channels, for the way that is not the kind's first."""
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    async with Parrot(way, MARK).awake() as parrot:
        monkeypatch.setattr("channels.instagram.scraper.REQUEST_SECONDS", parrot.patience)
        with redirected(parrot.url):
            along = account(f"sessionid={MARK}; csrftoken={MARK}; ds_user_id=7")
            for deed in (along.probe, lambda: round_of(along, MemorySink())):
                with pytest.raises(ChannelError) as raised:
                    await deed()
                told += ["".join(traceback.format_exception(raised.value)), repr(raised.value)]
            await along.close()
    told += [repr(along), *map(logging.Formatter().format, caplog.records), *capfd.readouterr()]
    assert [text for text in told if MARK in text] == []
