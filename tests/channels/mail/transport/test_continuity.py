"""Nothing is lost and nothing doubled, whatever happens to the line, the server or ourselves."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from channels.mail import MailChannel, open_channel
from core.errors import ChannelError, StoreBusy, Unreachable
from core.message import Batch, Kept
from sandbox.mail import MailStore
from tests.channels.mail.transport.sink import SECONDS, MemorySink, ended, mail, polling, settings
from tests.peers.dovecot import Dovecot
from tests.peers.scripted_imap import Folder, ScriptedImap


async def poll_until(channel: MailChannel, sink: MemorySink, count: int) -> None:
    """As the intake loop does: poll again whenever a connection ends, until so many mails are kept."""
    async with asyncio.timeout(SECONDS):
        while len(sink.kept) < count:
            async with polling(channel, sink) as task:
                waiting = asyncio.create_task(sink.has(count))
                await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()


async def test_a_restarted_process_goes_on_at_the_cursor(store: MailStore) -> None:
    sink = MemorySink()
    store.append_all([mail(n) for n in range(3)])
    async with polling(open_channel("surat", settings(store.port, overlap=0)), sink):
        await sink.has(3)
    store.append(mail(3))
    batches = len(sink.batches)
    async with polling(open_channel("surat", settings(store.port, overlap=0)), sink):
        await sink.has(4)
    assert [len(batch.envelopes) for batch in sink.batches[batches:]] == [1]
    assert sink.redelivered == 0


async def test_a_restarted_process_looks_again_at_the_last_mails(store: MailStore) -> None:
    store.append_all([mail(n) for n in range(6)])
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port)), sink):
        await sink.has(6)
    lost = sink.kept.popitem()[1]  # as a restored database would lack it
    cursor = dict(sink.cursors)
    async with polling(open_channel("surat", settings(store.port, overlap=4)), sink):
        await sink.has(6)
    again = sink.batches[-1]
    assert (again.rescan, again.cursor, len(again.envelopes)) == (True, None, 4)
    assert lost.key in sink.kept
    assert sink.cursors == cursor
    assert sink.redelivered == 0


async def test_the_overlap_is_not_fetched_twice_by_one_process() -> None:
    with ScriptedImap() as server:
        for n in range(5):
            server.add(mail(n))
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port))
        for _ in range(2):
            async with polling(channel, sink):
                await sink.rested()
        assert len([c for c in server.commands if "BODY" in c]) == 1


async def test_a_mail_that_a_server_shows_late_is_found_by_the_rescan() -> None:
    with ScriptedImap() as server:
        for n in range(5):
            server.add(mail(n))
        late = server.folders["INBOX"].mails.pop(2)
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port, rescan_minutes=0, poll_seconds=0.02))
        async with polling(channel, sink):
            await sink.rested()
            server.folders["INBOX"].mails.insert(2, late)
            await sink.has(5)
        assert sink.redelivered == 0


async def test_a_reset_of_uidvalidity_brings_a_rescan_without_doubles(dovecot_server: Dovecot) -> None:
    dovecot_server.append_all([mail(n) for n in range(5)])
    sink = MemorySink()
    channel = open_channel("surat", settings(dovecot_server.port))
    await poll_until(channel, sink, 5)
    before = sink.cursors["INBOX"]
    dovecot_server.kill()
    dovecot_server.reset_uidvalidity()
    dovecot_server.start()
    dovecot_server.append(mail("baru"))
    await poll_until(channel, sink, 6)
    assert sink.cursors["INBOX"].split(":")[0] != before.split(":")[0]
    assert (len(sink.kept), sink.redelivered) == (6, 0)
    assert sink.batches[-1].rescan


async def test_a_rescan_that_is_cut_short_goes_on_as_a_rescan() -> None:
    with ScriptedImap() as server:
        for n in range(6):
            server.add(mail(n))
        sink = MemorySink()
        sink.cursors["INBOX"] = "3:99"  # of another UIDVALIDITY
        sink.kept = {}
        async with polling(open_channel("surat", settings(server.port, batch=2)), sink) as task:
            await sink.has(2)
            sink.failure = StoreBusy("full")
            assert isinstance(await ended(task), StoreBusy)
        sink.failure = None
        assert sink.cursors["INBOX"] in {"7:2:6", "7:4:6"}
        server.add(mail("baru"))
        async with polling(open_channel("surat", settings(server.port, batch=2)), sink):
            await sink.has(7)
        assert [batch.rescan for batch in sink.batches if batch.cursor == "7:6"] == [True]
        assert [batch.rescan for batch in sink.batches if batch.cursor == "7:7"] == [False]


async def test_a_batch_that_was_not_kept_is_handed_over_again(store: MailStore) -> None:
    store.append(mail(1))
    sink = MemorySink()
    sink.failure = StoreBusy("full")
    channel = open_channel("surat", settings(store.port))
    async with polling(channel, sink) as task:
        assert isinstance(await ended(task), StoreBusy)
    assert sink.cursors == {}
    sink.failure = None
    await poll_until(channel, sink, 1)


async def test_nothing_behind_a_batch_that_was_not_kept_is_handed_over() -> None:
    with ScriptedImap() as server:
        for n in range(12):
            server.add(mail(n))
        sink = MemorySink()
        sink.failure, sink.fails_at = StoreBusy("full"), 3
        async with polling(open_channel("surat", settings(server.port, batch=2)), sink) as task:
            assert isinstance(await ended(task), StoreBusy)
    assert sink.cursors["INBOX"] == "7:4"
    assert len(sink.kept) == 4


async def test_a_killed_server_is_unreachable_and_then_read_on(mortal_store: MailStore) -> None:
    mortal_store.append(mail(1))
    sink = MemorySink()
    channel = open_channel("surat", settings(mortal_store.port))
    async with polling(channel, sink) as task:
        await sink.rested()
        mortal_store.kill()
        assert isinstance(await ended(task), Unreachable)
    async with polling(channel, sink) as task:
        assert isinstance(await ended(task), Unreachable)
    mortal_store.start()
    mortal_store.append(mail(2))
    await poll_until(channel, sink, 2)
    assert sink.redelivered == 0


async def test_mails_that_come_while_the_server_dies_are_neither_lost_nor_doubled(
    dovecot_server: Dovecot,
) -> None:
    sink = MemorySink()
    channel = open_channel("surat", settings(dovecot_server.port, batch=4))
    for crash in range(4):
        dovecot_server.append_all([mail(f"{crash}-{n}") for n in range(15)])
        async with polling(channel, sink) as task:
            await sink.has(15 * crash + 5)
            dovecot_server.kill()
            await ended(task)
        if crash % 2:
            dovecot_server.reset_uidvalidity()
        dovecot_server.start()
    await poll_until(channel, sink, 60)
    assert len(sink.subjects) == len(set(sink.subjects)) == 60


async def test_a_server_that_dies_while_we_idle_is_noticed_without_a_busy_loop() -> None:
    with ScriptedImap() as server:
        server.script.hang_up_in_idle = True
        channel = open_channel("surat", settings(server.port, poll_seconds=600))
        before = time.thread_time(), time.process_time()
        async with polling(channel, MemorySink()) as task:
            error = await ended(task)
        assert isinstance(error, Unreachable)
        assert "idle" in str(error)
        assert server.commands.count("IDLE") == 1
        assert time.process_time() - before[1] < SECONDS  # a spinning thread would never come back at all


async def test_a_server_that_never_answers_is_given_up() -> None:
    with ScriptedImap() as server:
        server.script.deaf = True
        async with polling(
            open_channel("surat", settings(server.port, connect_timeout=0.2)), MemorySink()
        ) as task:
            assert isinstance(await ended(task), Unreachable)


async def test_a_line_that_goes_dead_while_we_idle_is_given_up(dovecot_server: Dovecot) -> None:
    sink = MemorySink()
    channel = open_channel("surat", settings(dovecot_server.port, poll_seconds=0.3, read_timeout=0.3))
    async with polling(channel, sink) as task:
        await sink.rested()
        dovecot_server.freeze()
        assert isinstance(await ended(task), Unreachable)


async def test_a_folder_that_cannot_be_read_is_named_and_stops_no_other() -> None:
    with ScriptedImap() as server:
        server.folders["Pengaduan"] = Folder()
        server.folders["Junk"] = Folder(flags="\\Junk")
        server.add(mail("masuk"))
        server.add(mail("spam"), "Junk")
        server.script.unselectable = {"Pengaduan"}
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port, folders=("INBOX", "Pengaduan", "Lenyap")))
        async with polling(channel, sink) as task:
            error = await ended(task)
        assert isinstance(error, Unreachable)
        assert "'Pengaduan'" in str(error)
        assert "'Lenyap'" in str(error)
        assert sink.subjects == ["aduan masuk", "aduan spam"]


@pytest.mark.parametrize("fault", ["deadly", "refused"])
async def test_a_mail_that_the_server_cannot_hand_over_is_set_aside_at_last(fault: str) -> None:
    with ScriptedImap() as server:
        server.folders["Junk"] = Folder(flags="\\Junk")
        for n in range(4):
            server.add(mail(n))
            server.add(mail(f"spam {n}"), "Junk")
        setattr(server.script, fault, {2})
        server.folders["Junk"].mails[1].uid = 20
        server.folders["Junk"].mails[2].uid = 21
        server.folders["Junk"].mails[3].uid = 22
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port))
        await poll_until(channel, sink, 8)
        (aside,) = [e for e in sink.kept.values() if "unfetchable" in e.headers]
        assert (aside.headers["uid"], aside.body) == ("2", b"")
        with pytest.raises(Exception, match="unfetchable"):
            channel.parse(aside)
        assert len([e for e in sink.kept.values() if e.body]) == 7


async def test_a_folder_that_breaks_the_connection_does_not_starve_the_others() -> None:
    with ScriptedImap() as server:
        server.folders["Junk"] = Folder(flags="\\Junk")  # read before the inbox, which is watched
        server.add(mail("spam"), "Junk")
        server.folders["Junk"].mails[0].uid = 66
        server.add(mail("masuk"))
        server.script.deadly = {66}
        sink = MemorySink()
        channel = open_channel("surat", settings(server.port))
        for _ in range(2):
            async with polling(channel, sink) as task:
                assert isinstance(await ended(task), Unreachable)
        assert sink.subjects == ["aduan masuk"]


async def test_cancelling_ends_the_thread(store: MailStore) -> None:
    channel = open_channel("terakhir", settings(store.port, poll_seconds=600))
    sink = MemorySink()
    async with polling(channel, sink):
        await sink.rested()
        (thread,) = [thread for thread in threading.enumerate() if thread.name == "mail-terakhir"]
        assert thread.daemon
    await asyncio.to_thread(thread.join, SECONDS)
    assert not thread.is_alive()


async def test_cancelling_does_not_wait_for_a_sink_that_hangs(store: MailStore) -> None:
    asked = asyncio.Event()

    class Hanging(MemorySink):
        async def keep(self, batch: Batch) -> Kept:
            asked.set()
            await asyncio.Event().wait()
            return Kept(0, 0)

    store.append(mail(1))
    async with asyncio.timeout(SECONDS), polling(open_channel("macet", settings(store.port)), Hanging()):
        await asked.wait()
        (thread,) = [thread for thread in threading.enumerate() if thread.name == "mail-macet"]
    await asyncio.to_thread(thread.join, SECONDS)
    assert not thread.is_alive()


async def test_a_failure_of_ours_in_the_sink_is_not_blamed_on_the_server(store: MailStore) -> None:
    store.append(mail(1))
    sink = MemorySink()
    sink.failure = ZeroDivisionError()
    async with polling(open_channel("surat", settings(store.port)), sink) as task:
        error = await ended(task)
    assert isinstance(error, ZeroDivisionError)
    assert not isinstance(error, ChannelError)
