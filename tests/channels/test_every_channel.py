"""What every kind of channel owes the rest of the house, whichever kinds there are."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import traceback
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.kinds import capabilities, settings_of
from core.capabilities import Capabilities
from core.errors import ChannelError, ConfigError, Forged, Unauthorised, Unreadable
from core.message import Envelope, InboundMessage, Parsed
from core.ports.channel import Channel, Fetcher, Finder, Poller, Webhook
from tests.channels.contract import (
    KINDS,
    MARK,
    ROOT,
    agree,
    beside,
    deliveries,
    delivery,
    office,
    plain,
    wanted,
)
from tests.channels.parrot import Parrot, Way
from tests.channels.sink import MemorySink


def owes(kind: str, shown: str) -> bool:
    """A kind shows no file and no edit that its capabilities say it cannot know."""
    can = office(kind).channel(MARK, None).capabilities
    return {"edit": can.edits, "media": can.media_in}.get(shown, True)


def trees(kind: str) -> list[Path]:
    """The deliveries of a kind that are JSON and can be read."""
    return [path for path in deliveries(kind) if path.suffix == ".json" and "unreadable" not in wanted(path)]


CASES = [(kind, path) for kind in KINDS for path in deliveries(kind)]
SHOWN = ("text", "media", "edit", "ignored", "report", "malformed", "non-latin", "batch")
CALLED = [(kind, path) for kind, path in CASES if isinstance(office(kind).channel(MARK, None), Webhook)]
OWED = [(kind, shown) for kind in KINDS for shown in SHOWN if owes(kind, shown)]
IN_JSON = [kind for kind in KINDS if trees(kind)]
SIGNED_IN = [kind for kind in KINDS if any(field.name == "credential" for field in fields(settings_of(kind)))]
every_kind = pytest.mark.parametrize("kind", KINDS)
every_case = pytest.mark.parametrize(("kind", "path"), CASES, ids=[f"{k}-{p.name}" for k, p in CASES])
every_way = pytest.mark.parametrize("way", Way, ids=lambda way: way.name.lower())
bytes_of_all_sorts = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(channel: Channel, envelope: Envelope) -> Sequence[Parsed] | Unreadable:
    """What is read, or why nothing can be; any other exception goes through."""
    try:
        return channel.parse(envelope)
    except Unreadable as unreadable:
        return unreadable


# Fixtures


def test_every_folder_of_fixtures_belongs_to_a_kind() -> None:
    with_fixtures = {path.parent.name for path in ROOT.glob("*/*.in.*")}
    assert with_fixtures == set(KINDS)


@every_kind
def test_a_kind_says_what_it_can_do_and_has_a_page(kind: str) -> None:
    channel = office(kind).channel(MARK, None)
    assert (channel.kind, channel.account) == (kind, channel.account or None)
    assert isinstance(channel, Channel)
    assert isinstance(channel.capabilities, Capabilities)
    assert isinstance(capabilities(kind), Capabilities), (
        "stands on the class that `open_channel` says it opens"
    )
    assert isinstance(channel, Webhook) or not channel.capabilities.public_url
    page = (ROOT.parents[1] / "docs" / f"{kind}.md").read_text("utf-8")
    assert page.startswith("# ")


@every_case
def test_a_delivery_reads_as_the_file_beside_it_says(kind: str, path: Path) -> None:
    expected = wanted(path)
    channel = office(kind).channel(MARK, None, **expected.get("given", {}))
    parsed = outcome(channel, delivery(kind, path))
    if isinstance(parsed, Unreadable):
        assert expected == {"unreadable": parsed.code}
        return
    assert [type(item).__name__ for item in parsed] == [item.pop("is") for item in expected["items"]]
    for item, told in zip(map(plain, parsed), expected["items"], strict=True):
        assert agree(item, told), json.dumps({name: item[name] for name in told}, indent=2)


@every_kind
def test_every_expectation_has_its_delivery(kind: str) -> None:
    assert sorted({beside(path) for path in deliveries(kind)}) == sorted((ROOT / kind).glob("*.out.json"))


@pytest.mark.parametrize(("kind", "shown"), OWED)
def test_what_every_kind_must_show_is_shown(kind: str, shown: str) -> None:
    here = office(kind)
    if shown in here.WITHOUT:
        assert len(here.WITHOUT[shown]) > 10, "say why"
        return
    case = here.CASES.get(shown, shown)
    told = json.loads((ROOT / kind / f"{case}.out.json").read_text("utf-8"))
    assert proves(shown, told), f"{kind}/{case} does not show what {shown!r} is for"


def proves(shown: str, told: dict[str, Any]) -> bool:
    """Whether a case shows what it is there for."""
    items = told.get("items", [])
    messages = [item for item in items if item["is"] == "InboundMessage"]
    words = "".join(message.get("text", "") for message in messages)
    return {
        "text": bool(words),
        "media": any(message.get("attachments") for message in messages),
        "edit": bool(words),
        "ignored": "items" in told and all(message.get("automatic") for message in messages),
        "report": any(item["is"] == "DeliveryReport" for item in items),
        "malformed": "unreadable" in told,
        "non-latin": any(sign.isalpha() and "LATIN" not in unicodedata.name(sign, "") for sign in words),
        "batch": len(items) > 1,
    }[shown]


# Reading is pure, and fails in one way only


@every_case
def test_reading_is_pure(kind: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    channel, envelope = office(kind).channel(MARK, None), delivery(kind, path)
    monkeypatch.setattr(socket, "socket", _nothing_from_outside)
    for way in ("builtins.open", "io.open", "os.open", "time.time"):  # pathlib uses the second
        monkeypatch.setattr(way, _nothing_from_outside)
    once, twice = outcome(channel, envelope), outcome(office(kind).channel(MARK, None), envelope)
    assert str(once) == str(twice)


def _nothing_from_outside(*_: object, **__: object) -> None:
    raise AssertionError("reading asks nobody")


@every_kind
@given(body=st.binary(max_size=300))
@example(body=b"")
@example(body=b"{}")
@example(body=b"[" * 100_000)
@example(body=b'{"a":' * 100_000)
@example(body=b"[null]")
@example(body=b'"\\ud800"')
@example(body=b"1e999")
@bytes_of_all_sorts
def test_any_bytes_are_read_or_unreadable(kind: str, body: bytes) -> None:
    assert_read_or_unreadable(kind, deliveries(kind)[0], body)


@every_kind
@given(data=st.data())
@bytes_of_all_sorts
def test_a_delivery_that_was_damaged_is_read_or_unreadable(kind: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(deliveries(kind)))
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    put = data.draw(st.binary(max_size=20) | st.sampled_from([b"null", b"[]", b"{}", b"-1", b'"x"', b"1e9"]))
    assert_read_or_unreadable(kind, path, whole[:start] + put + whole[end:])


@pytest.mark.parametrize("kind", IN_JSON)
@given(data=st.data())
@bytes_of_all_sorts
def test_a_json_delivery_of_any_other_shape_is_read_or_unreadable(kind: str, data: st.DataObject) -> None:
    """One value, however deep, is exchanged for one of another kind."""
    path = data.draw(st.sampled_from(trees(kind)))
    tree = json.loads(path.read_bytes())
    places = list(_places(tree))
    container, key = data.draw(st.sampled_from(places))
    container[key] = data.draw(
        st.sampled_from([None, [], {}, -1, 1.5, True, "", "\x00", [None], 10**30]) | st.text(max_size=9)
    )
    assert_read_or_unreadable(kind, path, json.dumps(tree).encode())


def _places(tree: Any) -> Any:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def assert_read_or_unreadable(kind: str, path: Path, body: bytes) -> None:
    envelope = delivery(kind, path)
    parsed = outcome(office(kind).channel(MARK, None), replace(envelope, body=body))
    if isinstance(parsed, Unreadable):
        assert parsed.code.isprintable()
        return
    for item in parsed:
        json.dumps(plain(item)).encode("utf-8")
        if isinstance(item, InboundMessage):
            item.text.encode("utf-8")
            item.full_text.encode("utf-8")
            assert "\x00" not in item.text + item.full_text + item.sender.display_name
            assert item.unique_id
            assert item.sender.handle or not item.answerable


# Asking the platform fails in our words only, and nothing secret is heard of it


@every_kind
@every_way
async def test_whatever_the_platform_does_our_errors_come_of_it_and_no_secret_is_told(
    kind: str, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    async with Parrot(way, MARK).awake() as parrot:
        channel, nobody = office(kind).channel(MARK, parrot), "failure" in office(kind).WITHOUT
        try:
            failed = await failure(lambda: channel.send(office(kind).outbound()), told)
            assert failed or (nobody and not parrot.calls), "it cannot have left"
            before = parrot.calls
            failed = await failure(channel.probe, told)
            asks_nobody = parrot.calls == before and (nobody or way is not Way.NOBODY)
            assert failed or asks_nobody or not isinstance(channel, Poller | Webhook)
            if isinstance(channel, Poller):
                poller = channel
                assert await failure(lambda: poller.poll(MemorySink()), told)
            if isinstance(channel, Finder):
                finder = channel
                await failure(lambda: finder.find(office(kind).outbound()), told)
            if isinstance(channel, Fetcher):
                told += await fetched(kind, channel, told)
        finally:
            await channel.close()
    told += [repr(channel), *map(logging.Formatter().format, caplog.records)]
    told += [str(record.args) for record in caplog.records]
    assert [text for text in told if MARK in text] == []


async def fetched(kind: str, channel: Fetcher, told: list[str]) -> list[str]:
    """What is said of the files of a few deliveries that name some; nothing but a ChannelError may come of it."""
    said: list[str] = []

    async def fetch(envelope: Envelope, message: Parsed) -> None:
        assert isinstance(message, InboundMessage)
        brought = await channel.fetch(envelope, message)
        assert len(brought.attachments) >= len(message.attachments), "no file is lost silently"
        said.append(repr(brought))

    usual = [path for path in deliveries(kind) if {"given", "unreadable"}.isdisjoint(wanted(path))]
    envelopes = [delivery(kind, path) for path in usual]
    named = [(envelope, item) for envelope in envelopes for item in channel.parse(envelope)]
    with_files = [pair for pair in named if isinstance(pair[1], InboundMessage) and pair[1].attachments]
    for envelope, message in with_files[:3]:
        await failure(partial(fetch, envelope, message), told)
    return said


async def failure(deed: Callable[[], Awaitable[object]], told: list[str]) -> bool:
    """Whether it failed; anything but a ChannelError goes through. What it said is added to `told`."""
    try:
        async with asyncio.timeout(30):
            await deed()
    except ChannelError as error:
        told += ["".join(traceback.format_exception(error)), repr(error), error.detail]
        return True
    return False


@pytest.mark.parametrize("kind", SIGNED_IN)
@pytest.mark.parametrize(
    "missing", [ConfigError("the variable X is not set"), OSError("no such file")], ids=repr
)
async def test_a_secret_that_is_not_to_be_had_is_unauthorised(kind: str, missing: Exception) -> None:
    def credential() -> str:
        raise missing

    async with Parrot(Way.REFUSED).awake() as parrot:
        channel = office(kind).channel(MARK, parrot, credential=credential)
        try:
            with suppress(Unauthorised):
                await channel.probe()
                assert not isinstance(channel, Poller), "who asks a platform must sign in"
            with suppress(ChannelError):
                await channel.send(office(kind).outbound())
            if isinstance(channel, Webhook):
                with pytest.raises((Forged, Unreadable)):
                    channel.verify(delivery(kind, deliveries(kind)[0]))
        finally:
            await channel.close()


@pytest.mark.parametrize(("kind", "path"), CALLED, ids=[f"{kind}-{path.name}" for kind, path in CALLED])
def test_an_unsigned_delivery_is_forged_and_no_secret_is_told(kind: str, path: Path) -> None:
    channel, envelope = office(kind).channel(MARK, None), delivery(kind, path)
    assert isinstance(channel, Webhook)
    with pytest.raises((Forged, Unreadable)) as raised:
        channel.verify(envelope)
    assert MARK not in "".join(traceback.format_exception(raised.value))


@every_kind
@given(data=st.data())
@bytes_of_all_sorts
def test_the_reason_of_a_quarantine_quotes_nothing_of_the_delivery(kind: str, data: st.DataObject) -> None:
    """The reason stands in lists and logs; a delivery may hold a secret, and holds what a citizen wrote."""
    path = data.draw(st.sampled_from(deliveries(kind)))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole)))
    envelope = delivery(kind, path)
    headers = {**envelope.headers, "x-secret": MARK}
    marked = replace(envelope, body=whole[:place] + MARK.encode() + whole[place:], headers=headers)
    found = outcome(office(kind).channel("another", None), marked)
    if isinstance(found, Unreadable):
        assert MARK not in f"{found} {found.code} {found.detail}"
