"""Meta at the door: its question at set-up, a delivery of many events, a citizen's comment to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from channels.instagram import OfficialChannel, ReaderChannel
from core.intake.connection import first_connection
from core.intake.read import read_next
from core.message import Batch, Terminal
from core.ports.inbox import CaseView, Filters, InboxRow, Role, View, Viewer
from core.ports.send import SendState
from core.work.public_line import approve
from sandbox.instagram import Instagram
from sandbox.instagram.calls import body_of, signed
from sandbox.instagram.redirect import redirected
from storage.store import SqlStore
from tests.channels.instagram.office import settings
from tests.pipeline.leaving import Leaving
from tests.pipeline.office import SARI, HeldClock, desk
from tests.web.conftest import served
from web.hooks.application import build_hooks
from web.hooks.standing import Standing

DADAN = Viewer("dadan", Role.COMPLAINT_MANAGER)
LATE = "Min, izin PBG saya di loket sudah 3 minggu belum jadi, mohon dibantu."


class Office:
    """The store behind the door, the account before it, and the stand-in that calls."""

    def __init__(self, store: SqlStore, instagram: Instagram, channel: OfficialChannel) -> None:
        self.store, self.instagram, self.channel = store, instagram, channel
        self.clock, self.standing = HeldClock(), Standing()
        self.leaving = Leaving(store, self.clock)
        self.desk = replace(desk(), capabilities={"ig": channel.capabilities})

    async def work(self) -> None:
        channels = {"ig": self.channel}
        while await read_next(self.store, channels, self.desk, self.clock):
            pass
        await self.leaving.all(channels)

    async def told(self) -> None:
        """Echoes and the like have come back and are read."""
        await asyncio.to_thread(self.instagram.settle)
        await self.work()

    async def rows(self, view: View = View.OPEN) -> tuple[InboxRow, ...]:
        day = self.clock.now().date()
        return (await self.store.read(lambda unit: unit.inbox.page(DADAN, Filters(view), day))).rows

    async def case(self) -> CaseView:
        (row,) = await self.rows()
        found = await self.store.read(lambda unit: unit.inbox.case(DADAN, row.complaint.ticket))
        assert found is not None
        return found

    async def ended(self) -> dict[Terminal, int]:
        (balance,) = await self.store.read(lambda unit: unit.ledger.balances())
        assert balance.missing == 0
        return dict(balance.ended)


@pytest.fixture
async def office(store: SqlStore) -> AsyncIterator[Office]:
    instagram = Instagram()
    with instagram.running():
        channel = OfficialChannel("ig", settings(instagram))
        opened = Office(store, instagram, channel)
        instagram.world.now = opened.clock.now
        await store.write(lambda unit: first_connection(unit, "ig", opened.clock.now()))
        app = build_hooks(store, {"ig": channel}, clock=opened.clock, standing=opened.standing)
        async with served(app) as address:
            instagram.connect(f"{address}/hooks/ig")
            yield opened
        await channel.close()


async def test_meta_s_question_is_answered_and_a_stranger_s_is_not(office: Office) -> None:
    hook = office.instagram.hook
    assert hook is not None
    assert await asyncio.to_thread(hook.set_up, Instagram.verify_word) == (200, "1158201444")
    assert await asyncio.to_thread(hook.set_up, "lain") == (403, "")


async def test_who_does_not_sign_is_not_let_in(office: Office) -> None:
    hook = office.instagram.hook
    assert hook is not None
    body = body_of()
    for signature in ("", signed("lain", body)):
        assert await asyncio.to_thread(hook.bring, body, signature) == 403
    for _ in range(5):
        await asyncio.to_thread(hook.bring, body, "")
    assert office.standing.is_failing("ig")


async def test_a_comment_is_answered_privately_and_in_public_once_approved(office: Office) -> None:
    ig = office.instagram
    comment = await asyncio.to_thread(ig.comment, ig.post(), "wawan.h", LATE)
    await office.work()
    (sent,) = ig.sent()
    view = await office.case()
    assert (sent.comment, sent.person.username) == (comment.id, "wawan.h")
    assert view.complaint.ticket in sent.text
    assert ig.replies() == [], "a person approves it first"
    proposed = next(one for one in view.messages if one.send_state is SendState.PROPOSED)
    ticket = view.complaint.ticket
    await office.store.write(lambda unit: approve(unit, ticket, proposed.id, SARI, office.clock.now()))
    await office.work()
    (reply,) = ig.replies()
    assert reply.parent == comment.id
    assert ticket not in reply.text
    await office.told()
    assert await office.ended() == {Terminal.OPENED: 1, Terminal.AUTOMATIC: 2}, "both come back as echoes"


async def test_who_answers_our_private_reply_stands_in_the_same_case(office: Office) -> None:
    ig = office.instagram
    await asyncio.to_thread(ig.comment, ig.post(), "wawan.h", LATE)
    await office.work()
    await asyncio.to_thread(ig.write, "wawan.h", "Nama saya Wawan Hermawan, terima kasih.")
    await asyncio.to_thread(lambda: ig.call(ig.words.read(ig.sent()[0])))
    await office.told()
    texts = [message.text for message in (await office.case()).messages if message.inbound]
    assert texts == [LATE, "Nama saya Wawan Hermawan, terima kasih."]
    ended = await office.ended()
    assert (ended[Terminal.OPENED], ended[Terminal.JOINED], ended[Terminal.REPORT]) == (1, 1, 1)


async def test_many_events_in_one_delivery_are_kept_one_by_one_and_once_for_ever(office: Office) -> None:
    ig = office.instagram
    post = ig.post()
    entries = [
        ig.words.comment(ig.comment(post, f"warga{n}", f"{LATE} Nomor {n}.", call=False)) for n in range(60)
    ]
    broken = {"id": ig.world.office.id, "time": 1, "changes": [{"field": "hologram", "value": {}}]}
    for _ in range(2):
        assert await asyncio.to_thread(lambda: ig.call(*entries[:30], broken, *entries[30:])) == 200
    assert await asyncio.to_thread(lambda: ig.call(*reversed(entries[10:20]))) == 200
    await office.work()
    assert len(await office.rows()) == 50, "a page of them"
    quarantined = await office.store.read(lambda unit: unit.envelopes.quarantined(10))
    assert len(quarantined) == 1
    ended = await office.ended()
    assert (ended[Terminal.OPENED], ended[Terminal.REDELIVERED]) == (60, 71)


async def test_a_mention_elsewhere_is_fetched_classified_and_left_to_an_officer(office: Office) -> None:
    ig = office.instagram
    post = ig.post("Antre lama", "warga.peduli")
    await asyncio.to_thread(ig.comment, post, "wawan.h", f"{LATE} @dpmptsp.contoh")
    await office.work()
    view = await office.case()
    assert view.complaint.labels.component is not None, "its words were classified, not their absence"
    assert [address.handle for address in view.complaint.party.addresses] == ["@wawan.h"]
    ours = next(one for one in view.messages if one.send_state is SendState.BY_HAND)
    assert ours.link == post.permalink
    assert len(await office.rows(View.BY_HAND)) == 1


async def test_applause_under_a_post_is_kept_and_asked_nothing(office: Office) -> None:
    ig = office.instagram
    post = ig.post()
    for words in ("\U0001f44d\U0001f44d", "halo min"):
        await asyncio.to_thread(ig.comment, post, f"warga.{len(words)}", words)
    await office.work()
    assert (await office.ended())[Terminal.NOISE] == 2
    assert [sent.person.username for sent in ig.sent()] == ["warga.8"], (
        "a greeting is answered, applause is not"
    )


async def test_where_instaloader_reads_every_answer_is_an_officer_s_with_the_post_s_link(
    office: Office,
) -> None:
    """From the real library's reading to the tasks in the inbox."""
    pages = office.instagram
    post = pages.post()
    pages.comment(post, "wawan.h", LATE, call=False)
    pages.comment(post, "siti.r", "halo min", call=False)
    pages.comment(post, "wawan.h", "STATUS", call=False)
    credential = f"sessionid={Instagram.session}; csrftoken=c; ds_user_id=700"
    along = ReaderChannel(
        "ig", settings(None, way="instaloader", risk_accepted=True, credential=lambda: credential)
    )
    with redirected(f"{pages.url}/web"):
        found, fault = await along._scraper.call(along._scraper.read)
    assert fault is None
    batch = Batch("ig", "comments", tuple(map(along._envelope, found)))
    await office.store.write(lambda unit: unit.envelopes.keep(batch, office.clock.now()))
    office.channel = along  # type: ignore[assignment]  # the account reads along from now on
    office.desk = replace(office.desk, capabilities={"ig": along.capabilities})
    await office.work()
    view = await office.case()
    proposed = next(one for one in view.messages if one.send_state is SendState.PROPOSED)
    ticket = view.complaint.ticket
    await office.store.write(lambda unit: approve(unit, ticket, proposed.id, SARI, office.clock.now()))
    await office.work()
    ours = [one for one in (await office.case()).messages if not one.inbound]
    assert {one.send_state for one in ours} == {SendState.BY_HAND}
    assert {one.link for one in ours} == {post.permalink}
    assert len(ours) == 2
    said = [one.text for one in (await office.case()).messages if one.inbound]
    assert said == [LATE, "STATUS"], "nobody could be served: an officer sees the question"
    assert await office.ended() == {Terminal.OPENED: 1, Terminal.JOINED: 1, Terminal.NOISE: 1}
    counts = await office.store.read(lambda unit: unit.outbox.counts())
    assert counts == {("ig", SendState.BY_HAND): 2}, "nobody is asked to prompt whoever only greeted"
    await along.close()


async def test_what_comes_while_the_database_is_away_comes_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import StoreBusy

    calls: list[int] = []
    write = office.store.write

    async def busy(*given: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise StoreBusy("full")
        return await write(*given, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(office.store, "write", busy)
    await asyncio.to_thread(office.instagram.write, "wawan.h", LATE)
    assert office.instagram.answers == [200]
    monkeypatch.undo()
    await office.work()
    assert len(await office.rows()) == 1
