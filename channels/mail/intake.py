"""One folder of a mailbox into the sink: search, weigh, fetch, hand over; the cursor goes with the mails.

search UIDs behind the cursor -> sizes and dates of 500 -> bodies in groups -> keep, one group ahead
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from channels.mail.account import MEBIBYTE, Settings
from channels.mail.cursor import Cursor
from channels.mail.folders import Folder
from channels.mail.handover import Handover
from channels.mail.imap import Mailbox, Mark
from channels.mail.imap_errors import ServerSaidNo
from channels.mail.reading import content_key
from core.message import Batch, Envelope, Kept

MARKS_AT_ONCE = 500  # sizes and dates are a few bytes each: one round trip for many
GROUP_BYTES = 25 * MEBIBYTE  # of bodies in one batch, so that two batches fit into memory
TRIES = 5  # as often may the fetch of one mail fail before it is handed over without its body
_DRAFT, _SENT, _INBOX = b"\\Draft", b"\\Sent", b"\\Inbox"


@dataclass(slots=True)
class Memory:
    """What this process knows of one folder beyond a connection: which UIDs it handed over, which could
    not be fetched, how often, and whether the last attempt to read it ended badly (`troubled`).
    """

    uidvalidity: int = 0
    troubled: bool = False
    handed: set[int] = field(default_factory=set)
    failed: dict[int, int] = field(default_factory=dict)

    def enter(self, uidvalidity: int) -> None:
        if uidvalidity != self.uidvalidity:
            self.uidvalidity = uidvalidity
            self.handed.clear()
            self.failed.clear()

    def forget_below(self, uid: int) -> None:
        self.handed = {known for known in self.handed if known >= uid}


@dataclass(frozen=True, slots=True)
class _Group:
    """Mails that are fetched and kept together; `last` is the UID that the cursor may move to."""

    marks: dict[int, Mark]
    last: int
    left: int


class FolderIntake:
    """Reads one folder over one connection."""

    def __init__(
        self,
        account: str,
        folder: Folder,
        mailbox: Mailbox,
        handover: Handover,
        memory: Memory,
        settings: Settings,
    ) -> None:
        self._account = account
        self._folder = folder
        self._mailbox = mailbox
        self._handover = handover
        self._memory = memory
        self._settings = settings

    def read(self, *, again: bool) -> None:
        """Hand over what lies behind the cursor, until nothing does; `again`: look first once more at the
        last UIDs before it.

        Raises ServerSaidNo when the folder cannot be read, ChannelError when the connection ends.
        """
        selected = self._mailbox.select(self._folder.name, writable=self._settings.mark_seen)
        self._memory.enter(selected.uidvalidity)
        kept = self._handover.cursor(self._folder.name)
        cursor = Cursor.resume(kept, selected.uidvalidity, selected.newest)
        if again:
            self._read_overlap(cursor)
        while uids := self._mailbox.uids(cursor.last + 1, newest=selected.newest):
            self._hand_over(uids, cursor)
            cursor = cursor.moved(uids[-1])

    def _read_overlap(self, cursor: Cursor) -> None:
        """A server may show a mail late, and a restored database may lack some. What this process
        handed over already is not fetched.
        """
        first = max(1, cursor.last + 1 - self._settings.overlap)
        self._memory.forget_below(first)
        if self._settings.overlap and cursor.last:
            uids = [u for u in self._mailbox.uids(first, cursor.last) if u not in self._memory.handed]
            self._hand_over(uids, None)

    def _hand_over(self, uids: Sequence[int], cursor: Cursor | None) -> None:
        """While one batch is being kept, the next is fetched; never more than one ahead, and in order."""
        pending: tuple[Future[Kept], _Group] | None = None
        try:
            for group in self._groups(uids):
                batch = self._batch(group, cursor)
                previous, pending = pending, None
                self._settle(previous)
                pending = (self._handover.keep(batch), group)
                cursor = None if cursor is None else cursor.moved(group.last)
        finally:
            self._settle(pending)

    def _settle(self, pending: tuple[Future[Kept], _Group] | None) -> None:
        if pending is None:
            return
        future, group = pending
        self._handover.result(future)
        self._memory.handed.update(group.marks)
        if group.left:
            self._handover.beat(group.left)
        if self._settings.mark_seen and group.marks:
            with suppress(ServerSaidNo):  # cosmetic
                self._mailbox.mark_seen(sorted(group.marks))

    def _groups(self, uids: Sequence[int]) -> Iterator[_Group]:
        accept_from = self._handover.accept_from() if uids else None
        for start in range(0, len(uids), MARKS_AT_ONCE):
            chunk = uids[start : start + MARKS_AT_ONCE]
            marks = {u: m for u, m in self._mailbox.marks(chunk).items() if wanted(m, accept_from)}
            begin = 0
            for end in _ends(chunk, marks, self._settings, self._memory.failed):
                part = chunk[begin:end]
                taken = {uid: marks[uid] for uid in part if uid in marks}
                yield _Group(taken, part[-1], len(uids) - start - end)
                begin = end

    def _batch(self, group: _Group, cursor: Cursor | None) -> Batch:
        bodies = self._fetch(group.marks)
        envelopes = tuple(
            self._envelope(uid, group.marks[uid], bodies[uid]) for uid in group.marks if uid in bodies
        )
        return Batch(
            self._account,
            self._folder.name,
            envelopes,
            cursor=None if cursor is None else str(cursor.moved(group.last)),
            rescan=cursor is None or cursor.rescanning,
        )

    def _fetch(self, marks: dict[int, Mark]) -> dict[int, bytes | None]:
        """Bodies by UID; None for one that the server could not give us in TRIES attempts."""
        failed = self._memory.failed
        given_up = [uid for uid in marks if failed.get(uid, 0) >= TRIES]
        # Counted before the attempt: one of these may break the connection, or the library. Until the
        # count is taken back, they are fetched one by one.
        failed.update({uid: failed.get(uid, 0) + 1 for uid in marks})
        bodies: dict[int, bytes | None] = dict.fromkeys(given_up)
        oversized = [uid for uid, mark in marks.items() if mark.size > self._settings.max_mail_bytes]
        whole = [uid for uid in marks if uid not in given_up and uid not in oversized]
        bodies.update(self._mailbox.bodies(whole) if whole else {})
        for uid in oversized:
            if uid not in given_up and (beginning := self._mailbox.beginning(uid)) is not None:
                bodies[uid] = beginning
        for uid in marks:
            del failed[uid]
        return bodies

    def _envelope(self, uid: int, mark: Mark, body: bytes | None) -> Envelope:
        place = f"{self._folder.name}:{self._memory.uidvalidity}:{uid}"
        headers = {"folder": self._folder.name, "uid": str(uid), "uidvalidity": str(self._memory.uidvalidity)}
        if body is None:
            headers["unfetchable"] = str(TRIES)
        elif mark.size > self._settings.max_mail_bytes:
            headers["truncated_from"] = str(mark.size)
        if self._folder.gmail and mark.gmail_id is not None:
            key = f"gmail:{mark.gmail_id}"
        else:
            key = f"unfetchable:{place}" if body is None else content_key(body)
        return Envelope(self._account, self._folder.name, key, body or b"", mark.received_at, headers)


def wanted(mark: Mark, accept_from: datetime | None) -> bool:
    """Whether a mail is ours to take in. Gmail's All Mail also holds what the office itself drafts and
    sends; mail that the office sends to itself lies in the inbox too.
    """
    if accept_from is not None and mark.received_at < accept_from:
        return False
    return _DRAFT not in mark.labels and (_SENT not in mark.labels or _INBOX in mark.labels)


def _ends(
    uids: Sequence[int], marks: dict[int, Mark], settings: Settings, failed: dict[int, int]
) -> Iterator[int]:
    """Where one group ends and the next begins: at most `batch` mails and GROUP_BYTES, and a mail that
    failed before alone. Mails that are not taken weigh nothing. The last end is len(uids).
    """
    count = size = 0
    alone = False
    for index, uid in enumerate(uids):
        if uid not in marks:
            continue
        weight = min(marks[uid].size, settings.max_mail_bytes)
        if count and (alone or uid in failed or count >= settings.batch or size + weight > GROUP_BYTES):
            yield index
            count = size = 0
        count, size, alone = count + 1, size + weight, uid in failed
    yield len(uids)
