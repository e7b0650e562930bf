"""Answers leave by the way that is open; where none is, an officer sends them from the right place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from channels.instagram import OfficialChannel
from core.errors import (
    ByHand,
    ChannelError,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from core.message import Address, OutboundMessage
from sandbox.instagram import Fault, Instagram
from sandbox.instagram.world import Comment
from tests.channels.instagram.office import outbound, settings

TEXT = "Laporan Anda kami terima dengan nomor PWK-2026-000001-A."


def to(username: str, instagram: Instagram, answered: str = "", **changes: object) -> OutboundMessage:
    person = instagram.world.person(username)
    return outbound(TEXT, to=Address("instagram", person.id, username), in_reply_to=answered, **changes)


def later(instagram: Instagram, **span: float) -> None:
    moment = instagram.world.now() + timedelta(**span)
    instagram.world.now = lambda: moment


def commented(instagram: Instagram) -> Comment:
    return instagram.comment(instagram.post(), "wawan.h", "Izin saya lama", call=False)


async def test_a_comment_gets_one_private_answer(instagram: Instagram, official: OfficialChannel) -> None:
    comment = commented(instagram)
    receipt = await official.send(to("wawan.h", instagram, comment.id))
    (sent,) = instagram.sent()
    assert (sent.text, sent.comment, sent.person.username) == (TEXT, comment.id, "wawan.h")
    assert receipt.external_id == sent.mid


async def test_a_second_one_goes_into_the_conversation_if_there_is_one(
    instagram: Instagram, official: OfficialChannel
) -> None:
    comment = commented(instagram)
    await official.send(to("wawan.h", instagram, comment.id))
    instagram.write("wawan.h", "Terima kasih", call=False)
    await official.send(to("wawan.h", instagram, comment.id))
    first, second = instagram.sent()
    assert (first.comment, second.comment) == (comment.id, "")


@pytest.mark.parametrize("wait", [timedelta(0), timedelta(days=8)])
async def test_where_a_comment_can_be_answered_no_more_an_officer_gets_its_post(
    instagram: Instagram, official: OfficialChannel, wait: timedelta
) -> None:
    comment = commented(instagram)
    if not wait:
        await official.send(to("wawan.h", instagram, comment.id))
    later(instagram, days=wait.days)
    with pytest.raises(ByHand) as raised:
        await official.send(to("wawan.h", instagram, comment.id))
    assert raised.value.link == comment.post.permalink


async def test_a_message_is_answered_within_a_day(instagram: Instagram, official: OfficialChannel) -> None:
    said = instagram.write("wawan.h", "NIB saya salah", call=False)
    later(instagram, hours=23)
    receipt = await official.send(to("wawan.h", instagram, said.mid))
    assert receipt.external_id == instagram.sent()[0].mid
    later(instagram, hours=2)
    with pytest.raises(ByHand) as raised:
        await official.send(to("wawan.h", instagram, said.mid))
    assert raised.value.link == "https://ig.me/m/wawan.h"


@pytest.mark.parametrize(
    ("granted", "machine", "days", "leaves"),
    [
        pytest.param(True, False, 6, True, id="what an officer wrote, within a week"),
        pytest.param(True, False, 8, False, id="after a week nothing"),
        pytest.param(True, True, 6, False, id="a machine is no human agent"),
        pytest.param(False, False, 6, False, id="not where Meta has not granted it"),
    ],
)
async def test_the_tag_of_a_human_is_for_humans(
    instagram: Instagram, granted: bool, machine: bool, days: int, leaves: bool
) -> None:
    channel = OfficialChannel("ig", settings(instagram, human_agent=granted))
    said = instagram.write("wawan.h", "NIB saya salah", call=False)
    later(instagram, days=days)
    message = to("wawan.h", instagram, said.mid, machine=machine)
    if leaves:
        await channel.send(message)
        assert [sent.tag for sent in instagram.sent()] == ["HUMAN_AGENT"]
    else:
        with pytest.raises(ByHand):
            await channel.send(message)
        tags = {fields.get("tag") for what, fields in instagram.api.asked if what == "say"}
        assert ("HUMAN_AGENT" in tags) == (granted and not machine)
    await channel.close()


async def test_a_meta_that_takes_the_tag_back_leaves_it_to_an_officer(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram, human_agent=True))
    said = instagram.write("wawan.h", "NIB saya salah", call=False)
    later(instagram, days=2)
    instagram.api.human_agent = False
    with pytest.raises(ChannelError) as raised:
        await channel.send(to("wawan.h", instagram, said.mid, machine=False))
    assert isinstance(raised.value, Unauthorised), "the permission is an operator's affair"
    await channel.close()


async def test_in_public_the_line_stands_under_the_comment(
    instagram: Instagram, official: OfficialChannel
) -> None:
    comment = commented(instagram)
    receipt = await official.send(to("wawan.h", instagram, comment.id, public=True))
    (reply,) = instagram.replies()
    assert (reply.id, reply.parent, reply.text) == (receipt.external_id, comment.id, TEXT)
    assert instagram.sent() == []


async def test_in_public_a_mention_elsewhere_is_answered_there_and_privately_by_hand(
    instagram: Instagram, official: OfficialChannel
) -> None:
    post = instagram.post("Pelayanan @dpmptsp.contoh lambat", "warga.peduli")
    comment = instagram.comment(post, "wawan.h", "Setuju @dpmptsp.contoh", call=False)
    for answered in (f"mention:{post.id}:{comment.id}", f"mention:{post.id}:"):
        await official.send(to("wawan.h", instagram, answered, public=True))
        with pytest.raises(ByHand) as raised:
            await official.send(to("wawan.h", instagram, answered))
        assert raised.value.link == post.permalink
    assert [reply.parent for reply in instagram.replies()] == [comment.id, ""]


async def test_nothing_public_can_be_said_in_a_conversation(
    instagram: Instagram, official: OfficialChannel
) -> None:
    said = instagram.write("wawan.h", "Halo", call=False)
    with pytest.raises(Refused):
        await official.send(to("wawan.h", instagram, said.mid, public=True))
    assert instagram.sent() == []


async def test_a_thousand_bytes_pass_and_not_one_more(
    instagram: Instagram, official: OfficialChannel
) -> None:
    said = instagram.write("wawan.h", "Halo", call=False)
    person = to("wawan.h", instagram).to
    await official.send(outbound("\u00e9" * 500, to=person, in_reply_to=said.mid))
    with pytest.raises(Refused, match="1001 bytes"):
        await official.send(outbound("\u00e9" * 500 + "x", to=person, in_reply_to=said.mid))
    assert len(instagram.sent()) == 1


FAILURES = [
    pytest.param(Fault(401, 190), Unauthorised, id="the token has ended"),
    pytest.param(Fault(401), Unauthorised, id="401 without a word"),
    pytest.param(Fault(403), Unauthorised, id="403 without a word"),
    pytest.param(Fault(403, 200), Unauthorised, id="a permission is missing"),
    pytest.param(Fault(400, 10), Unauthorised, id="another permission is missing"),
    pytest.param(Fault(400, 4), Throttled, id="the app asks too often"),
    pytest.param(Fault(400, 17), Throttled, id="the account asks too often"),
    pytest.param(Fault(400, 32), Throttled, id="too many calls"),
    pytest.param(Fault(400, 613), Throttled, id="too many messages"),
    pytest.param(Fault(429), Throttled, id="429"),
    pytest.param(Fault(400, 551), RecipientGone, id="the person cannot be reached"),
    pytest.param(Fault(400, 100), Refused, id="400"),
    pytest.param(Fault(400), Refused, id="400 without a word"),
    pytest.param(Fault(404), Refused, id="404"),
    pytest.param(Fault(500, 2, transient=True), Unreachable, id="a fault that Meta names as passing"),
    pytest.param(Fault(400, 1), Unreachable, id="an unknown error of Meta's"),
    pytest.param(Fault(400, 99999, transient=True), Unreachable, id="is_transient"),
    pytest.param(Fault(500), Uncertain, id="500 without a word"),
    pytest.param(Fault(502, html=True), Uncertain, id="a page instead of JSON"),
    pytest.param(Fault(302, html=True), Uncertain, id="a redirect"),
    pytest.param(Fault(0), Uncertain, id="an answer that breaks off"),
    pytest.param(Fault(200, seconds=3), Uncertain, id="a time-out"),
]


@pytest.mark.parametrize(("fault", "expected"), FAILURES)
async def test_what_meta_answers_is_one_of_our_errors(
    instagram: Instagram, fault: Fault, expected: type[ChannelError]
) -> None:
    channel = OfficialChannel("ig", settings(instagram, timeout=0.2 if fault.seconds else 5.0))
    said = instagram.write("wawan.h", "Halo", call=False)
    instagram.fail("say", fault)
    with pytest.raises(ChannelError) as raised:
        await channel.send(to("wawan.h", instagram, said.mid))
    assert type(raised.value) is expected
    assert "said on demand" not in str(raised.value), "Meta's words may quote a person's"
    await channel.close()


async def test_no_connection_means_that_nothing_left(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram, api_url="http://127.0.0.1:1"))
    with pytest.raises(Unreachable):
        await channel.send(to("wawan.h", instagram, "mid"))
    await channel.close()


async def test_a_window_that_is_named_by_words_alone_is_known_too(
    instagram: Instagram, official: OfficialChannel
) -> None:
    said = instagram.write("wawan.h", "Halo", call=False)
    instagram.fail("say", Fault(400, 10, said="(#10) This message is sent outside of allowed window."))
    with pytest.raises(ByHand):
        await official.send(to("wawan.h", instagram, said.mid))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        (
            {"x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": 9}]}'},
            timedelta(minutes=9),
        ),
        ({"x-business-use-case-usage": "[nonsense"}, timedelta(minutes=15)),
        ({}, timedelta(minutes=15)),
    ],
)
async def test_how_long_to_wait_is_meta_s_word(
    instagram: Instagram, official: OfficialChannel, headers: dict[str, str], wait: timedelta
) -> None:
    instagram.fail("say", Fault(400, 613, headers=headers))
    with pytest.raises(Throttled) as raised:
        await official.send(to("wawan.h", instagram, "mid"))
    assert raised.value.wait == wait


async def test_where_meta_does_not_say_who_it_was_the_officer_gets_the_inbox(
    instagram: Instagram, official: OfficialChannel
) -> None:
    said = instagram.write("wawan.h", "Halo", call=False)
    later(instagram, days=2)
    instagram.fail("node", Fault(500))
    with pytest.raises(ByHand) as raised:
        await official.send(to("wawan.h", instagram, said.mid))
    assert raised.value.link == "https://www.instagram.com/direct/inbox/"


async def test_what_perhaps_left_is_found_where_it_stands(
    instagram: Instagram, official: OfficialChannel
) -> None:
    comment = commented(instagram)
    message = to("wawan.h", instagram, comment.id)
    assert list(await official.find(message)) == []
    instagram.fail("say", Fault(500, after=True), Fault(500))
    for _ in range(2):
        with pytest.raises(Uncertain):
            await official.send(message)
    assert [found.external_id for found in await official.find(message)] == [instagram.sent()[0].mid]
    line = to("wawan.h", instagram, comment.id, public=True)
    assert list(await official.find(line)) == []
    instagram.fail("reply", Fault(502, after=True, html=True))
    with pytest.raises(Uncertain):
        await official.send(line)
    assert [found.external_id for found in await official.find(line)] == [instagram.replies()[0].id]
    assert list(await official.find(to("wawan.h", instagram, "mention:1:2", public=True))) == []


Trouble = Callable[[Instagram], None]


@pytest.mark.parametrize(
    ("trouble", "expected", "words"),
    [
        pytest.param(lambda ig: None, None, "", id="all is well"),
        pytest.param(lambda ig: ig.tokens.clear(), Unauthorised, "190", id="the token has ended"),
        pytest.param(
            lambda ig: ig.api.subscribed.remove("messages"), Refused, "messages", id="not told of messages"
        ),
        pytest.param(
            lambda ig: ig.fail("me", Fault(502, html=True)), Unreachable, "502", id="a page instead of JSON"
        ),
    ],
)
async def test_a_probe_says_what_is_missing(
    instagram: Instagram,
    official: OfficialChannel,
    trouble: Trouble,
    expected: type[ChannelError] | None,
    words: str,
) -> None:
    trouble(instagram)
    if expected is None:
        await official.probe()
        return
    with pytest.raises(expected, match=words):
        await official.probe()


async def test_a_token_of_another_account_is_not_ours(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram, user_id="17841400000000009"))
    with pytest.raises(Unauthorised, match="user_id"):
        await channel.probe()
    await channel.close()
