"""The month's ceiling is never passed: asking becomes rarer, then stops, and says so."""

from __future__ import annotations

from datetime import date

import pytest

from channels.twitter import TwitterChannel
from core.errors import OverBudget
from core.meter import Counts
from sandbox.twitter import X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import PERSON, asked, line, outbound, settings

NAME = "@dpmptsp_pwk"
NOVEMBER = date(2026, 11, 23)


async def test_what_was_used_is_what_x_charges(x: X, channel: TwitterChannel) -> None:
    post = x.square.post(PERSON, f"{NAME} izin saya")
    x.square.message(PERSON, "halo")
    sink = MemorySink()
    for _ in range(3):
        await asked(channel, sink)
    await channel.send(line(post.id))
    await channel.send(outbound())
    assert channel.meter.counts.cost == x.bill.spent == 1_000 + 10_000 + 10_000 + 15_000
    assert channel.meter.counts == Counts(reads=2, writes=2, cost=36_000)


async def test_a_page_is_no_larger_than_the_ceiling_allows(x: X) -> None:
    for n in range(60):
        x.square.post(PERSON, f"{NAME} keluhan {n}")
    channel = TwitterChannel("x", settings(x, ceiling=0.02, messages=False))
    with pytest.raises(OverBudget):
        await asked(channel, MemorySink())
    await channel.close()
    assert x.bill.spent == 20_000
    assert [fields["max_results"] for what, fields in x.api.asked if what == "mentions"] == ["20"]


async def test_at_the_ceiling_nothing_is_asked_and_nothing_leaves(x: X) -> None:
    channel = TwitterChannel("x", settings(x, ceiling=1))
    channel.meter.turn(NOVEMBER, Counts(cost=1_000_000))
    for deed in (asked(channel, MemorySink()), channel.send(outbound()), channel.send(line("1"))):
        with pytest.raises(OverBudget):
            await deed
    assert not x.api.asked
    channel.meter.turn(date(2026, 12, 1), Counts())
    await channel.send(outbound())
    await channel.close()


async def test_what_was_read_before_the_ceiling_is_kept_and_read_on_from_the_next_month(x: X) -> None:
    posts = [x.square.post(PERSON, f"{NAME} keluhan {n}") for n in range(30)]
    channel = TwitterChannel("x", settings(x, ceiling=0.012, messages=False))
    channel.meter.turn(NOVEMBER, Counts())
    sink = MemorySink()
    with pytest.raises(OverBudget):
        await asked(channel, sink)
    assert set(sink.kept) == {post.id for post in posts[-12:]}
    assert not sink.cursors
    channel.meter.ceiling = 0
    await asked(channel, sink)
    assert set(sink.kept) == {post.id for post in posts}
    await channel.close()


def test_without_a_ceiling_it_only_counts(x: X) -> None:
    channel = TwitterChannel("x", settings(x, ceiling=0))
    channel.meter.turn(NOVEMBER, Counts(cost=10**12))
    assert channel.meter.slowness == 1.0
    assert channel.meter.affords(10**9, 7) == 7
