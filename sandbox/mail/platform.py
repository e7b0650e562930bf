"""A whole mail provider: citizens send to it by SMTP, the office reads by IMAP and answers by SMTP."""

from __future__ import annotations

import asyncio
import smtplib
import threading
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

from sandbox.mail.imap import ImapServer, MailStore
from sandbox.mail.smtp import Faults, Received, SmtpSink


class Platform:
    """SMTP and IMAP on loopback, run from a thread of its own.

    Mail for `office` lands in the IMAP inbox; all other mail stands in `outbox`, which is what the
    citizens got. `store` may be any IMAP server of the sandbox or of the tests.
    """

    def __init__(self, office: str = "aduan@office.example", store: MailStore | None = None) -> None:
        self.office = office
        self.store = store or ImapServer()
        self.outbox: list[Received] = []
        self._sink = SmtpSink(self._deliver)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox-mail", daemon=True)

    username = SmtpSink.username
    password = SmtpSink.password
    token = SmtpSink.token

    @property
    def imap_port(self) -> int:
        return self.store.port

    @property
    def smtp_port(self) -> int:
        return self._sink.port

    @property
    def smtp_connections(self) -> int:
        """How many SMTP connections there have been."""
        return self._sink.connections

    @property
    def faults(self) -> Faults:
        return self._sink.faults

    @property
    def asked(self) -> threading.Event:
        """Set once somebody waits for a silent server."""
        return self._sink.asked

    def forgive(self) -> None:
        """No more faults."""
        self._sink.forgive()

    def start(self) -> None:
        self.store.start()
        self._thread.start()
        self._run(self._sink.start())

    def stop(self) -> None:
        self._run(self._sink.stop())
        self._run(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
        self.store.stop()

    def restart_smtp(self) -> None:
        """Hang up on everybody and listen again on the same port."""
        self._run(self._sink.stop())
        self._run(_cancel_all())
        self._run(self._sink.start())

    def stop_smtp(self) -> None:
        self._run(self._sink.stop())

    def submit(self, raw: bytes, sender: str, recipients: list[str] | None = None) -> None:
        """A citizen sends a mail over real SMTP; it stands in the inbox when this returns."""
        with smtplib.SMTP(
            "127.0.0.1", self.smtp_port, local_hostname="citizen.example", timeout=10
        ) as client:
            client.sendmail(sender, recipients or [self.office], raw)

    def append(self, raw: bytes, folder: str = "INBOX", internaldate: datetime | None = None) -> None:
        """Put a mail straight into a folder, as if it had arrived at `internaldate`."""
        self.store.append(raw, folder, internaldate)

    def _deliver(self, received: Received) -> None:
        if self.office in received.recipients:
            trace = f"Return-Path: <{received.sender}>\r\n".encode()
            self.store.append(trace + received.raw)
        if others := tuple(r for r in received.recipients if r != self.office):
            self.outbox.append(Received(received.raw, received.sender, others))

    def _run(self, doing: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(10)


async def _cancel_all() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
