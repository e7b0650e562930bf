"""A small IMAP server that does as it is told: Gmail's extensions, and every way to fail.

It speaks enough of RFC 3501, 2177, 6154 and of Gmail's extensions for a client that reads.
"""

from __future__ import annotations

import asyncio
import base64
import imaplib
import re
import ssl
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

USER, PASSWORD, TOKEN = "kantor", "rahasia-kotak", "token-kotak"
PASSPHRASE = "kunci é"  # for AUTHENTICATE PLAIN
HANG_UP = "hang up"  # written as an answer
GMAIL = ("IMAP4rev1", "IDLE", "SPECIAL-USE", "X-GM-EXT-1", "AUTH=XOAUTH2")


@dataclass(slots=True)
class Mail:
    uid: int
    raw: bytes
    date: datetime
    gmail_id: int = 0
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class Folder:
    flags: str = ""
    uidvalidity: int = 7
    mails: list[Mail] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    """What goes wrong. Answers are whole lines without the tag."""

    greeting: str = "* OK ready"
    sign_in: str = ""
    deaf: bool = False
    hang_up_in_idle: bool = False
    unselectable: set[str] = field(default_factory=set)
    vanishing: set[int] = field(default_factory=set)
    deadly: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    news_before_idle: bool = False
    news_after_idle: bool = False


class ScriptedImap:
    """Runs in a thread of its own; `commands` holds what clients said, without their arguments' secrets."""

    def __init__(
        self,
        capabilities: tuple[str, ...] = ("IMAP4rev1", "IDLE"),
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        self.capabilities = capabilities
        self.folders: dict[str, Folder] = {"INBOX": Folder()}
        self.script = Script()
        self.commands: list[str] = []
        self.idling = threading.Event()
        self.port = 0
        self.starttls = starttls
        self._tls = tls
        self._writers: set[asyncio.StreamWriter] = set()
        self.news = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="scripted-imap", daemon=True)

    def __enter__(self) -> ScriptedImap:
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def add(
        self, raw: bytes, folder: str = "INBOX", *, gmail_id: int = 0, labels: tuple[str, ...] = ()
    ) -> None:
        mails = self.folders[folder].mails
        uid = mails[-1].uid + 1 if mails else 1
        mails.append(Mail(uid, raw, datetime.now(UTC), gmail_id, labels))
        self._loop.call_soon_threadsafe(self.news.set)

    def hang_up(self) -> None:
        """Close all connections."""
        self._run(self._hang_up())

    def _run(self, doing: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        for writer in self._writers:
            writer.close()

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await _Connection(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()


class _HangUp(ConnectionError):
    pass


class _Connection:
    def __init__(
        self, server: ScriptedImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._script = server.script
        self._reader = reader
        self._writer = writer
        self._folder = Folder()
        self._told = 0

    async def run(self) -> None:
        if self._script.deaf:
            await self._reader.read(-1)
        self._say(self._script.greeting)
        if "BYE" in self._script.greeting:
            return
        while line := (await self._reader.readline()).decode():
            tag, _, rest = line.strip().partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, rest = rest.partition(" ")
            self._server.commands.append(f"{verb.upper()} {'' if verb.upper() == 'LOGIN' else rest}".strip())
            self._say(f"{tag} {await self._answer(verb.upper(), rest)}")
            await self._writer.drain()
            if verb.upper() == "STARTTLS" and self._server.starttls is not None:
                await self._writer.start_tls(self._server.starttls)
            if verb.upper() == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self._writer.write(line.encode() + b"\r\n")

    async def _answer(self, verb: str, rest: str) -> str:
        match verb:
            case "CAPABILITY":
                self._say(f"* CAPABILITY {' '.join(self._server.capabilities)}")
            case "LOGIN":
                return self._signed_in(right=rest == f'{USER} "{PASSWORD}"')
            case "AUTHENTICATE":
                return await self._authenticate(rest)
            case "LIST":
                for name, folder in self._server.folders.items():
                    self._say(f'* LIST ({folder.flags}) "/" "{name}"')
            case "SELECT" | "EXAMINE":
                return self._select(rest.strip('"'))
            case "SEARCH":
                self._search(rest)
            case "FETCH":
                return self._fetch(rest)
            case "IDLE":
                await self._idle()
            case "LOGOUT":
                self._say("* BYE bye")
        return "OK done"

    def _signed_in(self, *, right: bool) -> str:
        if self._script.sign_in == HANG_UP:
            raise _HangUp
        if self._script.sign_in:
            return self._script.sign_in
        return (
            "OK welcome"
            if right
            else f"NO [AUTHENTICATIONFAILED] Invalid credentials for {USER}@office.example"
        )

    async def _authenticate(self, mechanism: str) -> str:
        self._say("+ ")
        said = base64.b64decode((await self._reader.readline()).strip()).decode()
        if mechanism == "PLAIN":
            return self._signed_in(right=said == f"\0{USER}\0{PASSPHRASE}")
        right = said == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01"
        if not right:
            self._say("+ " + base64.b64encode(b'{"status":"400","schemes":"Bearer"}').decode())
            await self._reader.readline()
        return self._signed_in(right=right)

    def _select(self, name: str) -> str:
        folder = self._server.folders.get(name)
        if folder is None or name in self._script.unselectable:
            return f"NO [NONEXISTENT] Unknown mailbox: {name}"
        self._folder = folder
        self._told = len(folder.mails)
        newest = folder.mails[-1].uid if folder.mails else 0
        self._say(f"* {len(folder.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {folder.uidvalidity}] valid")
        self._say(f"* OK [UIDNEXT {newest + 1}] next")
        return "OK [READ-ONLY] selected"

    def _search(self, rest: str) -> None:
        first, _, last = rest.rpartition(" ")[2].partition(":")
        mails = self._folder.mails
        found = [m.uid for m in mails if m.uid >= int(first) and (last == "*" or m.uid <= int(last))]
        if last == "*" and mails and not found:
            found = [mails[-1].uid]
        self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())

    def _fetch(self, rest: str) -> str:
        ids, _, items = rest.partition(" ")
        wanted = {int(uid) for uid in ids.split(",")}
        for sequence, mail in enumerate(self._folder.mails, 1):
            if mail.uid not in wanted:
                continue
            if "BODY" in items:
                if mail.uid in self._script.deadly:
                    raise _HangUp
                if mail.uid in self._script.refused:
                    return "NO [SERVERBUG] Internal error occurred"
                if mail.uid in self._script.vanishing:
                    continue
            self._writer.write(
                f"* {sequence} FETCH (UID {mail.uid}".encode() + self._items(mail, items) + b")\r\n"
            )
        return "OK fetched"

    @staticmethod
    def _items(mail: Mail, items: str) -> bytes:
        head, separator, body = mail.raw.partition(b"\r\n\r\n")
        out = b""
        if "RFC822.SIZE" in items:
            out += f" RFC822.SIZE {len(mail.raw)}".encode()
        if "INTERNALDATE" in items:
            out += f" INTERNALDATE {imaplib.Time2Internaldate(mail.date)}".encode()
        if "X-GM-MSGID" in items:
            out += f" X-GM-MSGID {mail.gmail_id} X-GM-LABELS ({' '.join(mail.labels)})".encode()
        parts = [(b"BODY[]", mail.raw)] if "BODY.PEEK[]" in items else []
        if "BODY.PEEK[HEADER]" in items:
            parts.append((b"BODY[HEADER]", head + separator))
        if partial := re.search(r"BODY\.PEEK\[TEXT\]<0\.(\d+)>", items):
            parts.append((b"BODY[TEXT]<0>", body[: int(partial[1])]))
        for name, data in parts:
            out += b" %s {%d}\r\n%s" % (name, len(data), data)
        return out

    async def _idle(self) -> None:
        if self._script.news_before_idle:
            self._script.news_before_idle = False
            self._tell_news()
        self._server.news.clear()
        self._say("+ idling")
        self._server.idling.set()
        if self._script.hang_up_in_idle:
            raise _HangUp
        done = asyncio.create_task(self._reader.readline())
        while not done.done():
            if len(self._folder.mails) != self._told and not self._script.news_after_idle:
                self._tell_news()
            await self._writer.drain()
            news = asyncio.create_task(self._server.news.wait())
            await asyncio.wait([done, news], return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            self._server.news.clear()
        await done
        if len(self._folder.mails) != self._told:
            self._tell_news()
        self._server.idling.clear()

    def _tell_news(self) -> None:
        self._told = len(self._folder.mails)
        self._say(f"* {self._told} EXISTS")
