"""Pictures and films are fetched from X's own hosts, and our secrets go to its API alone."""

from __future__ import annotations

import pytest

from channels.twitter import TwitterChannel
from core.errors import Unreachable
from core.message import InboundMessage
from sandbox.twitter import Fault, X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import PERSON, asked, settings

NAME = "@dpmptsp_pwk"
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 64


async def taken_in(channel: TwitterChannel) -> InboundMessage:
    sink = await asked(channel, MemorySink())
    (envelope,) = sink.kept.values()
    (message,) = channel.parse(envelope)
    assert isinstance(message, InboundMessage)
    assert all(file.refused == "not-fetched" for file in message.attachments)
    return await channel.fetch(envelope, message)


async def test_a_pictures_bytes_come_along(x: X, channel: TwitterChannel) -> None:
    x.square.post(
        PERSON, f"{NAME} kursi rusak", files=(("image/jpeg", PICTURE), ("image/jpeg", PICTURE + b"2"))
    )
    message = await taken_in(channel)
    first, second = message.attachments
    assert (first.data, second.data) == (PICTURE, PICTURE + b"2")
    assert (first.filename, first.content_type, first.refused) == ("foto-1.jpg", "image/jpeg", "")
    assert ("media", {}) in x.api.asked, "no secret is shown to the store of files"


async def test_a_picture_of_a_direct_message_is_fetched_in_our_name(x: X, channel: TwitterChannel) -> None:
    x.square.message(PERSON, "ini fotonya", files=(("image/jpeg", PICTURE),))
    (file,) = (await taken_in(channel)).attachments
    assert file.data == PICTURE
    assert [what for what, _ in x.api.asked if what in {"file", "media"}] == ["file"]


async def test_what_is_too_large_gone_or_elsewhere_is_shown_with_its_reason(x: X) -> None:
    x.square.post(PERSON, f"{NAME} satu", files=(("image/jpeg", PICTURE * 20),))
    for changes, reason in (
        ({"max_media_bytes": 100}, "too-large"),
        ({"media_hosts": ("pbs.twimg.com",)}, "foreign-host"),
    ):
        channel = TwitterChannel("x", settings(x, **changes))
        (file,) = (await taken_in(channel)).attachments
        assert (file.refused, file.data) == (reason, None)
        await channel.close()
    x.square.files.clear()
    channel = TwitterChannel("x", settings(x))
    (file,) = (await taken_in(channel)).attachments
    assert file.refused == "gone"
    await channel.close()


async def test_a_redirect_is_followed_nowhere(x: X, channel: TwitterChannel) -> None:
    x.square.post(PERSON, f"{NAME} satu", files=(("image/jpeg", PICTURE),))
    x.fail("media", Fault(302, headers={"location": "http://127.0.0.1:9/"}))
    (file,) = (await taken_in(channel)).attachments
    assert file.refused == "foreign-host"


async def test_a_program_is_never_kept(x: X, channel: TwitterChannel) -> None:
    x.square.post(PERSON, f"{NAME} satu", files=(("image/jpeg", b"MZ" + b"\0" * 300),))
    (file,) = (await taken_in(channel)).attachments
    assert (file.refused, file.data) == ("executable", None)


async def test_a_store_of_files_that_is_ill_is_asked_again_later(x: X, channel: TwitterChannel) -> None:
    x.square.post(PERSON, f"{NAME} satu", files=(("image/jpeg", PICTURE),))
    x.fail("media", Fault(503))
    with pytest.raises(Unreachable):
        await taken_in(channel)
    (file,) = (await taken_in(channel)).attachments
    assert file.data == PICTURE
