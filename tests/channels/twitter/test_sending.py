"""What the office says leaves once: under a post in public, or to one person; and what X refuses has its class."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from channels.twitter import TwitterChannel
from channels.twitter.channel import weight
from core.errors import (
    ChannelError,
    OutOfCredit,
    RecipientGone,
    Refused,
    Throttled,
    Unauthorised,
    Uncertain,
    Unreachable,
)
from sandbox.twitter import Fault, X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import PERSON, asked, line, outbound, settings

NAME = "@dpmptsp_pwk"


async def test_a_direct_message_leaves_and_names_its_conversation(x: X, channel: TwitterChannel) -> None:
    receipt = await channel.send(outbound("Pengaduan Anda kami terima & dicatat."))
    (told,) = x.told()
    assert told.text == "Pengaduan Anda kami terima & dicatat."
    assert receipt.external_id == told.id
    assert receipt.thread_key == told.fields["dm_conversation_id"] == f"{PERSON}-{X.own_id}"


async def test_the_line_in_public_stands_under_its_post(x: X, channel: TwitterChannel) -> None:
    post = x.square.post(PERSON, f"{NAME} izin saya belum terbit")
    receipt = await channel.send(line(post.id))
    (said,) = x.answers()
    assert (said.id, said.fields["referenced_tweets"]) == (
        receipt.external_id,
        [{"type": "replied_to", "id": post.id}],
    )
    assert x.bill.charged == {"post": 1}


async def test_x_takes_no_answer_where_nobody_named_the_office(x: X, channel: TwitterChannel) -> None:
    post = x.square.post(PERSON, "izin saya belum terbit, payah")
    with pytest.raises(Refused):
        await channel.send(line(post.id))
    assert not x.answers()


@pytest.mark.parametrize(
    "text",
    ["Lihat https://aduan.office.example", "www.office.example", "cek di lapor.go.id", "x" * 281, "🙏" * 141],
)
async def test_what_must_not_stand_in_public_never_leaves(text: str, x: X, channel: TwitterChannel) -> None:
    post = x.square.post(PERSON, f"{NAME} izin saya")
    with pytest.raises(Refused):
        await channel.send(line(post.id, text))
    with pytest.raises(Refused):
        await channel.send(line(""))
    assert not [what for what, _ in x.api.asked if what == "post"], "X was not even asked"


def test_letters_weigh_as_x_weighs_them() -> None:
    assert weight("a" * 280) == 280
    assert weight("\N{LATIN SMALL LETTER E WITH ACUTE}") == 1
    assert weight("ᮞ🙏") == 4


async def test_whoever_takes_no_messages_from_strangers_cannot_be_reached(
    x: X, channel: TwitterChannel
) -> None:
    x.square.user("7003").takes_messages = False
    for handle in ("7003", "7999"):
        with pytest.raises(RecipientGone):
            await channel.send(outbound(to=outbound().to.__class__("twitter", handle)))


FAILURES: dict[str, tuple[Fault, type[ChannelError], type[ChannelError], type[ChannelError]]] = {
    # what X does: when asked, when it shall publish, when it shall tell a person
    "400": (Fault(400, "invalid-request"), Refused, Refused, Refused),
    "401": (Fault(401), Unauthorised, Unauthorised, Unauthorised),
    "402": (Fault(402, "credits-depleted"), OutOfCredit, OutOfCredit, OutOfCredit),
    "403": (Fault(403), Unauthorised, Refused, RecipientGone),
    "403 of the program": (Fault(403, "client-forbidden"), Unauthorised, Unauthorised, Unauthorised),
    "403 without rights": (Fault(403, "oauth1-permissions"), Unauthorised, Unauthorised, Unauthorised),
    "403 suspended": (
        Fault(403, detail="Your account is suspended"),
        Unauthorised,
        Unauthorised,
        Unauthorised,
    ),
    "404": (Fault(404, "resource-not-found"), Refused, Refused, RecipientGone),
    "429": (Fault(429), Throttled, Throttled, Throttled),
    "429 of the month": (Fault(429, "usage-capped"), OutOfCredit, OutOfCredit, OutOfCredit),
    "500": (Fault(500), Unreachable, Uncertain, Uncertain),
    "500 as a page": (Fault(500, html=True), Unreachable, Uncertain, Uncertain),
    "502": (Fault(502, html=True), Unreachable, Uncertain, Uncertain),
    "503": (Fault(503), Unreachable, Unreachable, Unreachable),
    "503 as a page": (Fault(503, html=True), Unreachable, Unreachable, Unreachable),
    "a page instead of JSON": (Fault(201, html=True), Unreachable, Uncertain, Uncertain),
    "a redirect": (
        Fault(302, headers={"location": "https://elsewhere.example/"}),
        Unreachable,
        Uncertain,
        Uncertain,
    ),
    "half an answer": (Fault(0), Unreachable, Uncertain, Uncertain),
    "silence": (Fault(200, seconds=1.5), Unreachable, Uncertain, Uncertain),
}


@pytest.mark.parametrize(("fault", "reading", "publishing", "telling"), FAILURES.values(), ids=FAILURES)
async def test_each_failure_has_its_class(
    fault: Fault, reading: type, publishing: type, telling: type, x: X
) -> None:
    channel = TwitterChannel("x", settings(x, messages=False, timeout=0.2 if fault.seconds else 5.0))
    post = x.square.post(PERSON, f"{NAME} izin saya")
    deeds: list[tuple[str, type, Any]] = [
        ("mentions", reading, lambda: asked(channel, MemorySink())),
        ("me", reading, channel.probe),
        ("post", publishing, lambda: channel.send(line(post.id))),
        ("direct", telling, lambda: channel.send(outbound())),
    ]
    for what, wanted, deed in deeds:
        x.fail(what, fault)
        with pytest.raises(ChannelError) as raised:
            await deed()
        assert type(raised.value) is wanted, what
        assert fault.detail not in raised.value.detail, "X's own words are never repeated"
    await channel.close()


async def test_nobody_there_means_that_nothing_left(x: X) -> None:
    channel = TwitterChannel("x", settings(x, api_url="http://127.0.0.1:9"))
    for deed in (channel.send(outbound()), channel.send(line("1")), channel.probe()):
        with pytest.raises(Unreachable):
            await deed
    await channel.close()


async def test_a_days_allowance_is_waited_for_until_the_day_is_over(x: X, channel: TwitterChannel) -> None:
    headers = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(x.bill.now + 7200)}
    x.fail("direct", Fault(429, headers=headers))
    with pytest.raises(Throttled) as raised:
        await channel.send(outbound())
    assert raised.value.wait == timedelta(hours=2)


async def test_wrong_secrets_are_refused_by_their_signature(x: X) -> None:
    wrong = x.password.replace("tanda-", "salah-")
    channel = TwitterChannel("x", settings(x, credential=lambda: wrong))
    with pytest.raises(Unauthorised):
        await channel.probe()
    await channel.close()


async def test_new_secrets_are_taken_up_without_a_restart(x: X) -> None:
    password = [x.password.replace("tanda-", "salah-")]
    channel = TwitterChannel("x", settings(x, credential=lambda: password[0]))
    with pytest.raises(Unauthorised):
        await channel.send(outbound())
    password[0] = x.password
    await channel.send(outbound())
    await channel.close()


async def test_another_accounts_secrets_are_named(x: X) -> None:
    channel = TwitterChannel("x", settings(x, username="kantor_lain"))
    with pytest.raises(Refused, match="username"):
        await channel.probe()
    await channel.close()


@pytest.mark.parametrize("public", [True, False])
async def test_what_left_although_nobody_answered_is_found_again(
    public: bool, x: X, channel: TwitterChannel
) -> None:
    post = x.square.post(PERSON, f"{NAME} izin saya")
    message = line(post.id) if public else outbound("Kami terima & catat:\n\nnomor 1")
    assert not await channel.find(message)
    x.fail("post" if public else "direct", Fault(502, html=True, after=True))
    with pytest.raises(Uncertain):
        await channel.send(message)
    (left,) = x.answers() if public else x.told()
    assert [receipt.external_id for receipt in await channel.find(message)] == [left.id]
    again = await channel.send(message)
    assert [receipt.external_id for receipt in await channel.find(message)] == [left.id, again.external_id]
    assert not await channel.find(outbound("sesuatu yang lain"))
