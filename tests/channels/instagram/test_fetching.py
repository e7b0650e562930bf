"""What a delivery only names is fetched: files from hosts we know, up to a size, and the words of a mention."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from channels.instagram import OfficialChannel
from core.errors import ChannelError, Unreachable
from core.message import InboundMessage
from sandbox.instagram import Fault, Instagram
from sandbox.instagram.calls import body_of
from tests.channels.instagram.office import delivery, settings

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 500


async def fetched(channel: OfficialChannel, *entries: dict[str, Any]) -> InboundMessage:
    envelope = delivery(body_of(*entries))
    (message,) = channel.parse(envelope)
    assert isinstance(message, InboundMessage)
    return await channel.fetch(envelope, message)


def sent(instagram: Instagram, *urls: str, kind: str = "image") -> dict[str, Any]:
    said = instagram.write("wawan.h", "Ini buktinya", call=False)
    attachments = [{"type": kind, "payload": {"url": url} if url else {}} for url in urls]
    return instagram.words.direct(said, attachments=attachments)


async def test_a_file_comes_with_its_bytes_and_without_our_token(
    instagram: Instagram, official: OfficialChannel
) -> None:
    message = await fetched(official, sent(instagram, instagram.file("image/png", PICTURE)))
    (file,) = message.attachments
    assert (file.filename, file.content_type, file.size) == ("foto-1.png", "image/png", len(PICTURE))
    assert file.data == PICTURE
    assert file.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert file.refused == "", "the stand-in refuses whoever brings a token"


async def test_a_file_is_what_its_bytes_say(instagram: Instagram, official: OfficialChannel) -> None:
    message = await fetched(official, sent(instagram, instagram.file("image/png", b"MZ\x90\x00 program")))
    (file,) = message.attachments
    assert (file.data, file.refused) == (None, "executable")


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("https://jahat.example/x.jpg", "foreign-host"),
        ("http://lookaside.fbsbx.com/x.jpg", "foreign-host"),
        ("https://lookaside.fbsbx.com.jahat.example/x.jpg", "foreign-host"),
        ("file:///etc/passwd", "foreign-host"),
        ("nonsense", "foreign-host"),
        ("http://[broken", "foreign-host"),
    ],
)
async def test_a_file_elsewhere_is_not_asked_for(instagram: Instagram, url: str, refused: str) -> None:
    hosts = ("127.0.0.1", "lookaside.fbsbx.com")
    channel = OfficialChannel("ig", settings(instagram, media_hosts=hosts))
    message = await fetched(channel, sent(instagram, url))
    assert [file.refused for file in message.attachments] == [refused]
    await channel.close()


async def test_a_redirect_is_looked_at_before_it_is_followed(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram))
    here, there = instagram.file("image/png", PICTURE), "https://jahat.example/x.png"
    for target, refused in ((there, "foreign-host"), ("http://[", "foreign-host"), (here, "")):
        instagram.fail("file", Fault(302, headers={"location": target}))
        message = await fetched(channel, sent(instagram, here))
        assert [file.refused for file in message.attachments] == [refused]
    instagram.fail("file", *[Fault(302, headers={"location": here})] * 6)
    message = await fetched(channel, sent(instagram, here))
    assert [file.refused for file in message.attachments] == ["gone"]
    await channel.close()


async def test_a_file_that_is_too_large_is_named_and_left(instagram: Instagram) -> None:
    channel = OfficialChannel("ig", settings(instagram, max_media_bytes=100))
    message = await fetched(channel, sent(instagram, instagram.file("image/png", PICTURE)))
    (file,) = message.attachments
    assert (file.data, file.refused) == (None, "too-large")
    assert file.size > 100
    await channel.close()


async def test_what_meta_does_not_hold_any_more_is_gone_and_the_rest_stays(
    instagram: Instagram, official: OfficialChannel
) -> None:
    urls = (f"{instagram.url}/file/weg", "", instagram.file("image/png", PICTURE))
    message = await fetched(official, sent(instagram, *urls))
    assert [file.refused for file in message.attachments] == ["gone", "gone", ""]


@pytest.mark.parametrize("fault", [Fault(500), Fault(429), Fault(0), Fault(502, html=True)])
async def test_what_may_be_had_later_is_asked_for_again(
    instagram: Instagram, official: OfficialChannel, fault: Fault
) -> None:
    entry = sent(instagram, instagram.file("image/png", PICTURE))
    instagram.fail("file", fault)
    with pytest.raises(ChannelError):
        await fetched(official, entry)
    assert (await fetched(official, entry)).attachments[0].data == PICTURE


async def test_a_mention_s_words_are_fetched_with_who_wrote_them(
    instagram: Instagram, official: OfficialChannel
) -> None:
    post = instagram.post("Antre lama di @dpmptsp.contoh", "warga.peduli")
    comment = instagram.comment(post, "wawan.h", "Setuju, PBG saya juga @dpmptsp.contoh", call=False)
    by_comment = await fetched(official, instagram.words.mention(post, comment))
    assert (by_comment.text, by_comment.sender.handle) == (comment.text, "@wawan.h")
    by_post = await fetched(official, instagram.words.mention(post))
    assert (by_post.text, by_post.sender.display_name) == (post.caption, "warga.peduli")
    for message in (by_comment, by_post):
        assert message.attachments == ()
        assert message.public
        assert message.answerable


async def test_a_mention_that_is_gone_opens_a_case_that_says_so(
    instagram: Instagram, official: OfficialChannel
) -> None:
    post = instagram.post("x", "warga.peduli")
    del instagram.world.posts[post.id]
    message = await fetched(official, instagram.words.mention(post))
    assert "tidak dapat diambil" in message.text
    assert [file.refused for file in message.attachments] == ["gone"]
    assert not message.answerable


async def test_a_mention_of_ours_is_an_echo(instagram: Instagram, official: OfficialChannel) -> None:
    post = instagram.post("Terima kasih @dpmptsp.contoh")
    assert (await fetched(official, instagram.words.mention(post))).automatic == "echo"


async def test_a_mention_waits_for_a_meta_that_is_away(
    instagram: Instagram, official: OfficialChannel
) -> None:
    post = instagram.post("x", "warga.peduli")
    instagram.fail("own", Fault(503))
    with pytest.raises(Unreachable):
        await fetched(official, instagram.words.mention(post))
