"""lease -> parse -> fetch -> classify -> seal files -> (background -> judge -> compose -> file -> lease) in units."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from core.contact import known_as, reached_at
from core.desk import Desk
from core.errors import Stale, StoreError, Unreadable
from core.intake.compose import compose
from core.intake.fetch import Later, fetch_files
from core.intake.keep import UNKEEPABLE
from core.intake.matching import question
from core.intake.reading import Reading, classified_text
from core.intake.verdict import judge
from core.law.deadline import jakarta_date
from core.message import InboundMessage, Parsed
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.envelopes import Leased
from core.ports.filing import Background, Question
from core.ports.store import Store, Unit

_ROUNDS = 8
"""Batches that one call reads at most, so that its caller can stop and show that it lives."""

_FIRST = 8
_IN_A_UNIT = 8
"""Messages filed in a unit: half a millisecond each, and no unit may hold up the others for five."""

_MOST_BYTES = 32 * 1024 * 1024
"""What the bodies of a batch may hold together, as far as the batch before foretells it."""


async def read_next(
    store: Store,
    channels: Mapping[str, Channel],
    desk: Desk,
    clock: Clock,
    owed: list[Leased] | None = None,
) -> bool:
    """Read the oldest unread envelopes, a few batches of them; returns True when there may be more.

    A batch is leased in the unit that files the last of the one before. What cannot be read goes to quarantine
    with its reason and holds nobody up. An envelope that ends the process is leased alone from its
    second try on, and set aside after the fifth; whoever is cancelled leaves leases that run out. Where the
    store cannot serve (StoreError: a full disk) the fault is not the batch's: it is put into `owed`, and what
    is there is given back as soon as the store takes it.
    """
    owed = [] if owed is None else owed

    def begin(unit: Unit) -> Sequence[Leased]:
        unit.envelopes.give_back(owed)
        return _lease(unit, _FIRST, desk, clock)

    leased = await store.write(begin, bulk=True)
    owed.clear()
    for left in reversed(range(_ROUNDS)):
        if not leased:
            return False
        try:
            readings = await _read(store, leased, channels, desk, clock)
            following = _batch_after(leased, desk) if left else 0
            if readings:
                readings = await _seal(store, readings)
            leased = await _file(store, readings, following, desk, clock)
        except StoreError:
            owed += leased
            raise
        except Stale:
            return True  # Another process took the lease over while this one was slow: it files them, not we.
    return True


def _lease(unit: Unit, limit: int, desk: Desk, clock: Clock) -> Sequence[Leased]:
    return unit.envelopes.lease(clock.now(), min(limit, desk.batch), desk.lease) if limit else ()


def _batch_after(leased: Sequence[Leased], desk: Desk) -> int:
    """How many to lease next: more as long as they come small, one by one where they come huge."""
    largest = max(len(one.envelope.body) for one in leased)
    return max(1, min(desk.batch, _MOST_BYTES // max(largest, 1)))


async def _read(
    store: Store, leased: Sequence[Leased], channels: Mapping[str, Channel], desk: Desk, clock: Clock
) -> list[Reading]:
    readings: list[Reading] = []
    for one in leased:
        try:
            found = await fetch_files(read(one, channels), channels.get(one.envelope.account))
            readings += [_classified(reading, desk) for reading in found]
        except Unreadable as error:
            await _set_aside(store, one, error, clock)
        except Later:
            continue
        except Exception as error:  # noqa: BLE001 - an edge: a reader's own fault must not hold up the neighbours
            await _set_aside(store, one, Unreadable("unforeseen", type(error).__name__), clock)
        await asyncio.sleep(0)  # a busy loop would starve the writer and the pages
    return readings


def read(leased: Leased, channels: Mapping[str, Channel]) -> list[Reading]:
    """One envelope's items. Pure but for the channel's own work."""
    envelope = leased.envelope
    if UNKEEPABLE in envelope.headers:
        raise Unreadable(UNKEEPABLE, "the store would not take its headers")
    channel = channels.get(envelope.account)
    if channel is None:
        raise Unreadable("no-account", f"account {envelope.account} is not configured")
    items: Sequence[Parsed | None] = channel.parse(envelope) or (None,)
    last = len(items) - 1
    return [Reading(leased, n, n == last, item) for n, item in enumerate(items)]


def _classified(reading: Reading, desk: Desk) -> Reading:
    message = reading.parsed
    if not isinstance(message, InboundMessage) or message.automatic:
        return reading
    found = desk.classifier.classify(classified_text(message), jakarta_date(message.received_at))
    return Reading(reading.leased, reading.position, reading.last, message, found)


async def _seal(store: Store, readings: Sequence[Reading]) -> list[Reading]:
    """Attachments of people's messages go to sealed files, durable before any row names them."""
    wanted = [
        (place, attachment)
        for place, reading in enumerate(readings)
        if reading.classification is not None and isinstance(reading.parsed, InboundMessage)
        for attachment in reading.parsed.attachments
    ]
    if not wanted:
        return list(readings)
    sealed = await store.seal_files([attachment for _, attachment in wanted])
    sealed_at: dict[int, list[int]] = {}
    for number, (place, _) in enumerate(wanted):
        sealed_at.setdefault(place, []).append(number)
    return [
        Reading(
            r.leased,
            r.position,
            r.last,
            r.parsed,
            r.classification,
            tuple(sealed[n] for n in sealed_at.get(place, ())),
        )
        for place, r in enumerate(readings)
    ]


async def _file(
    store: Store, readings: Sequence[Reading], following: int, desk: Desk, clock: Clock
) -> Sequence[Leased]:
    """File what was read, a few messages in a unit, and lease as many as `following` of the next in the last.

    Raises Stale, with nothing leased and nothing more filed, when a lease was lost.
    """
    if not readings and not following:
        return ()

    def file(part: Sequence[Reading], following: int, unit: Unit) -> Sequence[Leased]:
        if part:
            now = clock.now()
            backgrounds = _backgrounds(unit, part, desk, clock)
            verdicts = judge(part, backgrounds, desk.caps, desk.chats, desk.by_hand)
            unit.filing.file(compose(unit, part, verdicts, backgrounds, desk, now), now)
        return _lease(unit, following, desk, clock)

    *parts, last = _parts(readings)
    units = [*(partial(file, part, 0) for part in parts), partial(file, last, following)]
    return (await store.write_in_order(units))[-1]


def _parts(readings: Sequence[Reading]) -> list[Sequence[Reading]]:
    """At least one, with about so many readings as a unit may hold; an envelope's stay together."""
    parts: list[list[Reading]] = [[]]
    for reading in readings:
        if len(parts[-1]) >= _IN_A_UNIT and reading.leased.id != parts[-1][-1].leased.id:
            parts.append([])
        parts[-1].append(reading)
    return list(parts)


def _backgrounds(
    unit: Unit, readings: Sequence[Reading], desk: Desk, clock: Clock
) -> list[Background | None]:
    asking = [
        (place, _question(reading.parsed, reading.leased.envelope.account, desk))
        for place, reading in enumerate(readings)
        if isinstance(reading.parsed, InboundMessage)
    ]
    answers = unit.filing.background([asked for _, asked in asking], clock.now()) if asking else ()
    known: list[Background | None] = [None] * len(readings)
    for (place, _), answer in zip(asking, answers, strict=True):
        known[place] = answer
    return known


def _question(message: InboundMessage, account: str, desk: Desk) -> Question:
    contact = message.record.contact if message.record else None
    asked = question(message, account, desk.ticket_prefix, reached_at(contact, desk))
    return replace(asked, known_as=known_as(contact))


async def _set_aside(store: Store, leased: Leased, error: Unreadable, clock: Clock) -> None:
    try:
        await store.write(
            lambda unit: unit.envelopes.quarantine(leased, error.code, error.detail, clock.now())
        )
    except Stale:
        return
