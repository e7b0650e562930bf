"""One process writes an SQLite file: the lock beside it, which ends with its process."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from core.errors import StoreLocked
from storage.errors import file_error


class WriterLock:
    """Held from construction until `release`, or until the process ends however it ends.

    Raises StoreLocked naming the process that holds it, StoreReadOnly or StoreFull.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise file_error(error, str(path)) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise StoreLocked(
                f"database {database}: process {holder} writes it: stop it first, and start it again afterwards"
            ) from error
        with contextlib.suppress(OSError):  # a full disk hides who holds the lock, not that it is held
            os.truncate(self._file, 0)
            os.write(self._file, str(os.getpid()).encode("ascii"))

    def release(self) -> None:
        """Lets others write. The file stays: removing it would let two processes hold two locks."""
        os.close(self._file)
