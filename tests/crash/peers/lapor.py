"""SP4N-LAPOR!, whose reports come in a file: the import is killed as well as the service."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from core.ports.clock import JAKARTA
from tests.crash.officer import Rounds
from tests.crash.peer import Peer

ACCOUNT = "lapor"
COLUMNS = ("tracking_id", "tanggal laporan", "isi", "nama")
FIRST = 7_310_000
LAST_WEEK = datetime.now(JAKARTA) - timedelta(days=7)


class LaporPeer(Peer):
    """The file holds all reports so far, each time. Nobody is written to by a program: an officer answers each
    report on its case's page, and writes into LAPOR! what the task that comes of it says.
    """

    def __init__(self) -> None:
        self._reports: list[int] = []

    def start(self) -> None:
        """There is no platform: an officer takes the file from its pages."""

    def stop(self) -> None:
        self._rounds.stop()

    def accounts(self, port: int) -> str:
        self._rounds = Rounds(port, answer)
        return f'[accounts.{ACCOUNT}]\nkind = "lapor"\n'

    def speak(self, numbers: Sequence[int]) -> None:
        if not self._reports:
            self._rounds.start()
        self._reports += numbers

    def away(self, config: Path, chance: Random, *, last: bool) -> None:
        """Somebody brings the file in; the power goes meanwhile, but for the last time."""
        self._config, file = config, config.with_name("laporan.csv")
        with file.open("w", newline="", encoding="utf-8") as opened:
            rows = csv.writer(opened)
            rows.writerow(COLUMNS)
            rows.writerows(report(number) for number in self._reports)
        bringing = self._aduan("import", "lapor", str(file), "--account", ACCOUNT)
        with suppress(subprocess.TimeoutExpired):
            code = bringing.wait(60 if last else chance.uniform(0.3, 2.0))
            assert code == 0, f"the import ended with {code}"
        bringing.kill()
        bringing.wait()

    def said(self) -> Sequence[tuple[str, str]]:
        return [(ACCOUNT, f"{FIRST + number}") for number in self._reports]

    def heard(self) -> Mapping[int, Sequence[str]]:
        """What the officer wrote into LAPOR!; the file that goes back there tells each report once, and the same."""
        told = self._rounds.until_told(len(self._reports))
        out = self._config.with_name("keluar.csv")
        assert self._aduan("export", "--format", "lapor", "--output", str(out)).wait(60) == 0
        with out.open(newline="", encoding="utf-8-sig") as opened:
            sent = sorted((row["tracking_id"], row["follow_up_text"]) for row in csv.DictReader(opened))
        assert [tracking_id for tracking_id, _ in sent] == [f"{FIRST + n}" for n in sorted(self._reports)]
        for tracking_id, text in sent:
            assert text.count(answer(int(tracking_id) - FIRST)) == 1, f"{tracking_id} goes back as {text!r}"
        return told

    def _aduan(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, *self.program, "--config", str(self._config), *arguments]
        with self._config.with_name("clerk.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log)


def report(number: int) -> tuple[str, ...]:
    """A report like no other, in the order of COLUMNS."""
    text = f"Izin usaha saya dengan nomor permohonan {number:05} sudah 3 minggu belum terbit."
    return f"{FIRST + number}", f"{LAST_WEEK:%Y-%m-%d} 09:00", text, f"Warga {number}"


def answer(number: int) -> str:
    return f"Berkas dengan nomor permohonan {number:05} sedang diperiksa."


def open_peer() -> LaporPeer:
    return LaporPeer()
