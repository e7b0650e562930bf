"""Mail that arrives is handed over once, with the server's time, wherever it lands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from channels.mail import open_channel
from core.ports.channel import Poller
from sandbox.mail import MailStore
from tests.channels.mail.transport.sink import MemorySink, mail, polling, settings
from tests.peers.dovecot import Dovecot
from tests.peers.scripted_imap import ScriptedImap


def test_a_mail_account_is_a_poller() -> None:
    assert isinstance(open_channel("surat", settings()), Poller)


async def test_what_is_there_already_is_handed_over_in_order(store: MailStore) -> None:
    store.append_all([mail(n) for n in range(7)])
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, batch=3)), sink):
        await sink.has(7)
    assert [len(batch.envelopes) for batch in sink.batches] == [3, 3, 1]
    uids = [int(e.headers["uid"]) for batch in sink.batches for e in batch.envelopes]
    assert uids == sorted(uids)


async def test_a_mail_is_handed_over_as_the_server_has_it(store: MailStore) -> None:
    store.append(mail(1))
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port)), sink):
        await sink.has(1)
    (envelope,) = sink.kept.values()
    assert (envelope.account, envelope.stream, envelope.body) == ("surat", "INBOX", mail(1))


async def test_new_mail_arrives_by_the_servers_hint(store: MailStore) -> None:
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, poll_seconds=600)), sink):
        await sink.rested()
        store.append(mail(1))  # polling would find it in ten minutes only
        await sink.has(1)


async def test_new_mail_arrives_by_polling_where_hints_are_off(store: MailStore) -> None:
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, idle=False, poll_seconds=0.05)), sink):
        await sink.rested()
        store.append(mail(1))
        await sink.has(1)


async def test_the_spam_folder_is_read_too(store: MailStore) -> None:
    store.append(mail("biasa"))
    store.append(mail("spam"), "Junk")
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port)), sink):
        await sink.has(2)
    assert {envelope.stream for envelope in sink.kept.values()} == {"INBOX", "Junk"}


async def test_other_folders_are_read_while_the_first_is_watched(store: MailStore) -> None:
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, poll_seconds=0.1)), sink):
        await sink.rested()
        store.append(mail("spam"), "Junk")
        await sink.has(1)
    assert sink.batches[-1].stream == "Junk"


async def test_spam_stays_unread_where_the_office_says_so(store: MailStore) -> None:
    store.append(mail("spam"), "Junk")
    store.append(mail("biasa"))
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, spam=False)), sink):
        await sink.rested()
    assert sink.subjects == ["aduan biasa"]


async def test_reception_is_the_servers_time_and_not_the_date_header(store: MailStore) -> None:
    five_days_ago = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
    store.append(mail(1), internaldate=five_days_ago)  # its Date header says 2020
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port)), sink):
        await sink.has(1)
    (envelope,) = sink.kept.values()
    assert envelope.received_at == five_days_ago
    assert envelope.received_at.utcoffset() == timedelta(0)


async def test_mail_older_than_the_account_is_passed_over(store: MailStore) -> None:
    first_connection = datetime(2026, 1, 1, tzinfo=UTC)
    store.append_all([mail(n) for n in range(3)], internaldate=first_connection - timedelta(seconds=1))
    store.append(mail("baru"), internaldate=first_connection)
    store.append(mail("lama"), internaldate=first_connection - timedelta(days=900))
    sink = MemorySink(accept=first_connection)
    async with polling(open_channel("surat", settings(store.port)), sink):
        await sink.rested()
    assert sink.subjects == ["aduan baru"]
    (envelope,) = sink.kept.values()
    assert sink.cursors["INBOX"].split(":")[1] == str(int(envelope.headers["uid"]) + 1)


async def test_reading_touches_no_flag(dovecot_server: Dovecot) -> None:
    dovecot_server.append(mail(1))
    sink = MemorySink()
    async with polling(open_channel("surat", settings(dovecot_server.port)), sink):
        await sink.rested()
    assert b"\\Seen" not in dovecot_server.flags()[0]
    assert b"\\Recent" in dovecot_server.flags()[0]


async def test_what_was_kept_is_marked_as_seen_where_the_office_wants_it(store: MailStore) -> None:
    store.append(mail(1))
    sink = MemorySink()
    async with polling(open_channel("surat", settings(store.port, mark_seen=True)), sink):
        await sink.rested()
    assert b"\\Seen" in store.flags()[0]


async def test_a_huge_mail_comes_with_its_beginning_only(store: MailStore) -> None:
    store.append_all([mail(1), mail("besar", "x" * 200_000), mail(3)])
    sink = MemorySink()
    channel = open_channel("surat", settings(store.port, max_mail_bytes=100_000))
    async with polling(channel, sink):
        await sink.has(3)
    huge = next(e for e in sink.kept.values() if "truncated_from" in e.headers)
    assert int(huge.headers["truncated_from"]) == len(mail("besar", "x" * 200_000))
    assert len(huge.body) < 70_000
    assert huge.body.startswith(mail("besar")[:100])
    (message,) = channel.parse(huge)
    assert [file.refused != "" for file in getattr(message, "attachments", ())] == [True]


async def test_a_mail_that_goes_between_search_and_fetch_is_no_trouble() -> None:
    with ScriptedImap() as server:
        for n in range(3):
            server.add(mail(n))
        server.script.vanishing = {2}
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port)), sink):
            await sink.rested()
        assert sink.subjects == ["aduan 0", "aduan 2"]
        assert sink.cursors["INBOX"] == "7:3"


async def test_the_next_batch_is_fetched_while_one_is_kept_but_kept_after_it() -> None:
    with ScriptedImap() as server:
        for n in range(30):
            server.add(mail(n))
        sink = MemorySink()
        sink.slowness = 0.01  # time enough for a second batch to come too early
        async with polling(open_channel("surat", settings(server.port, batch=5)), sink):
            await sink.has(30)
        assert sink.at_once == 1
        assert [batch.cursor for batch in sink.batches] == [f"7:{n}" for n in range(5, 31, 5)]


async def test_fifty_mails_take_one_round_trip_and_the_weighing_of_five_hundred_one() -> None:
    with ScriptedImap() as server:
        for n in range(500):
            server.add(mail(n))
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port)), sink):
            await sink.has(500)
        fetches = [command for command in server.commands if command.startswith("FETCH")]
    assert len([command for command in fetches if "BODY.PEEK[]" in command]) == 10
    assert len([command for command in fetches if "RFC822.SIZE" in command]) == 1


async def test_reading_never_changes_anything_in_the_mailbox() -> None:
    with ScriptedImap() as server:
        server.add(mail(1))
        server.add(mail("besar", "x" * 5000))
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port, max_mail_bytes=1000)), sink):
            await sink.has(2)
        verbs = {command.partition(" ")[0] for command in server.commands}
        bodies = [command for command in server.commands if "BODY" in command]
    assert verbs <= {"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "SEARCH", "FETCH", "IDLE", "LOGOUT"}
    assert all(body.count("BODY") == body.count("BODY.PEEK") for body in bodies)


async def test_a_batch_weighs_no_more_than_memory_allows() -> None:
    with ScriptedImap() as server:
        for n in range(4):
            server.add(mail(n, "x" * (10 * 1024 * 1024)))
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port)), sink):
            await sink.has(4)
        assert [len(batch.envelopes) for batch in sink.batches] == [2, 2]


async def test_news_that_comes_in_the_moment_of_going_idle_is_heard() -> None:
    with ScriptedImap() as server:
        server.script.news_before_idle = True
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port, poll_seconds=600)), sink) as task:
            await sink.rested()
            await sink.rested()
            assert not task.done()
            server.add(mail(1))
            await sink.has(1)


async def test_news_that_a_server_tells_only_when_idle_ends_is_heard_soon() -> None:
    with ScriptedImap() as server:
        server.script.news_after_idle = True
        sink = MemorySink()
        async with polling(open_channel("surat", settings(server.port, poll_seconds=600)), sink):
            await sink.rested()
            server.add(mail(1))
            await sink.has(1)
