"""One connection's life: sign in, read every folder, wait for news, read again, until told to stop."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress

from channels.mail.account import Settings
from channels.mail.folders import Folder, choose
from channels.mail.handover import Handover, SinkFailed, Stopped
from channels.mail.imap import Mailbox, StaleIdle
from channels.mail.imap_errors import ServerSaidNo
from channels.mail.intake import FolderIntake, Memory
from core.errors import AduanError, Unreachable
from core.ports.channel import Sink

LONGEST_IDLE = 540  # seconds: servers drop an IDLE after 10 to 30 minutes (RFC 2177)
STOP_SECONDS = 1.0


class Watch:
    """A thread of its own for one account: the IMAP library waits in system calls, and one slow mailbox
    must not hold up the others.
    """

    def __init__(self, account: str, settings: Settings, memories: dict[str, Memory], sink: Sink) -> None:
        self._account = account
        self._settings = settings
        self._memories = memories
        self._loop = asyncio.get_running_loop()
        self._handover = Handover(sink, self._loop)
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._mailbox: Mailbox | None = None
        self._thread = threading.Thread(target=self._live, name=f"mail-{account}", daemon=True)

    async def run(self) -> None:
        """Until cancelled. Raises ChannelError when the connection ends, and what the sink raises.

        A thread that hangs in connecting is left to its time-out; it hands over nothing any more.
        """
        self._thread.start()
        try:
            await asyncio.shield(self._ended)
        finally:
            self._handover.stop()
            if self._mailbox is not None:
                self._mailbox.abort()
            await asyncio.wait([self._ended], timeout=STOP_SECONDS)
            if self._ended.done() and not self._ended.cancelled():
                self._ended.exception()  # it was told already, or nobody asks any more

    def _live(self) -> None:
        error: BaseException | None = None
        try:
            self._watch()
        except Stopped:
            pass
        except SinkFailed as failed:
            error = failed.error
        except AduanError as raised:
            error = raised
        except Exception as raised:  # noqa: BLE001 - the thread's edge: the library stumbles over broken answers
            error = Unreachable(
                f"IMAP {self._settings.imap_host}: {type(raised).__name__} while reading its answer"
            )
        with suppress(RuntimeError):  # the loop is closed: nobody waits for us
            self._loop.call_soon_threadsafe(self._end, error)

    def _end(self, error: BaseException | None) -> None:
        if self._ended.done():
            return
        if error is None:
            self._ended.set_result(None)
        else:
            self._ended.set_exception(error)

    def _watch(self) -> None:
        while not self._handover.stopped:
            self._mailbox = Mailbox.connect(self._settings)
            try:
                if not self._handover.stopped:
                    self._serve(self._mailbox)
            except StaleIdle:
                self._mailbox.abort()  # it would not answer a farewell
            finally:
                self._mailbox.close()

    def _serve(self, mailbox: Mailbox) -> None:
        folders = choose(mailbox.list_folders(), self._settings, gmail=mailbox.gmail)
        again_at = 0.0
        while not self._handover.stopped:
            again = time.monotonic() >= again_at
            if again:
                again_at = time.monotonic() + self._settings.rescan_minutes * 60
            self._read_all(mailbox, folders, again=again)
            self._handover.beat()
            mailbox.wait(min(self._settings.poll_seconds, LONGEST_IDLE), self._handover.pause)

    def _read_all(self, mailbox: Mailbox, folders: tuple[Folder, ...], *, again: bool) -> None:
        """Every folder, the watched one last, so that it is open while we wait. One that cannot be read
        does not stop the others: it is told when they have been read, and one on which the connection
        broke waits until the others have had their turn.
        """
        unreadable: list[str] = []
        watched_last = folders[::-1]
        for folder in sorted(watched_last, key=lambda folder: self._memory(folder).troubled):
            memory = self._memory(folder)
            memory.troubled = True
            intake = FolderIntake(self._account, folder, mailbox, self._handover, memory, self._settings)
            try:
                intake.read(again=again)
                memory.troubled = False
            except ServerSaidNo as no:
                unreadable.append(f"folder {folder.name!r} cannot be read ({no})")
        if unreadable:
            raise Unreachable("; ".join(unreadable))

    def _memory(self, folder: Folder) -> Memory:
        return self._memories.setdefault(folder.name, Memory())
