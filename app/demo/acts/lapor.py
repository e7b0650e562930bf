"""SP4N-LAPOR!: somebody brings its file of reports in again and again, and takes one out for it."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.clock import SystemClock
from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import REFUSED, Line
from channels.lapor import Settings
from core.ports.clock import JAKARTA
from ops.lapor.bring import Bringing
from ops.lapor.export import Speech, export_lapor
from ops.register.bring import Fate
from ops.register.export import Wish

ACCOUNT = "lapor"
NUMBER, DATE = "Tracking ID", "Tanggal Laporan"
HEADINGS = (NUMBER, DATE, "Jenis", "Judul", "Isi Laporan", "Lokasi", "Nama Pelapor", "E-mail", "Rahasia")
LOOKS, PAUSE = 100, 0.1  # until what was kept is read


class LaporAct:
    """What `aduan import lapor` and `aduan export --format lapor` do, done by the service: a command that writes
    wants it stopped. The file holds all reports so far, as LAPOR!'s pages give it.
    """

    def __init__(self) -> None:
        self._rows: list[dict[str, str]] = []
        self._sent: list[Answer] = []

    def start(self) -> None:
        """There is no platform: LAPOR! speaks in files."""
        self._folder = TemporaryDirectory(prefix="aduan-lapor-")

    def accounts(self) -> Sequence[AccountSection]:
        settings = Settings(report_url="https://lapor.example/laporan/{tracking_id}")
        return (AccountSection(ACCOUNT, "lapor", "", None, settings),)

    def opened(self, office: Office) -> None:
        self._office = office

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: `report` (its columns; {DATE} is days ago), `again` (the same file once more), `related`
        (the case of the same matter that came otherwise), `export` (the number of what goes back).
        """
        own = line.own
        if number := own.get("export"):
            self._sent += [Answer(line.answered, row) for row in self._taken_out(number)]
            return Spoken(number)
        if not own.get("again"):
            self._rows.append(_row(own["report"]))
        number = self._rows[-1][NUMBER]
        counts = self._brought_in()
        if counts[Fate.BAD]:
            self._rows.pop()
            return Spoken(fate=REFUSED)
        if counts[Fate.NEW] != (0 if own.get("again") else 1):
            return Spoken(fate=f"{counts[Fate.NEW]} new cases")
        if "related" in own and own["related"].format_map(values) not in self._related(number):
            return Spoken(fate="not related")
        return Spoken(number)

    def answers(self) -> Sequence[Answer]:
        """What stands in the file that goes back."""
        return tuple(self._sent)

    def stop(self) -> None:
        self._folder.cleanup()

    def _brought_in(self) -> Counter[Fate]:
        file = Path(self._folder.name) / "laporan.csv"
        with file.open("w", newline="", encoding="utf-8") as opened:
            rows = csv.DictWriter(opened, HEADINGS)
            rows.writeheader()
            rows.writerows(self._rows)
        bringing = Bringing(self._office.store, SystemClock(), ACCOUNT, dry=False)
        return self._office.done(bringing.bring(file, lambda _: None))

    def _related(self, number: str) -> Sequence[str]:
        """The tickets to which the report's case is related, once it was read."""
        for _ in range(LOOKS):
            case = self._office.done(
                self._office.store.read(
                    lambda unit: unit.cases.get(unit.ledger.ticket_of(ACCOUNT, number) or "")
                )
            )
            if case is not None:
                return case.related
            time.sleep(PAUSE)
        return ()

    def _taken_out(self, number: str) -> list[str]:
        """The rows of this report in the file that goes back."""
        file = io.BytesIO()
        speech = Speech("DPMPTSP Contoh", {ACCOUNT: ACCOUNT})
        wish = Wish("lapor", None, None, False, False, self._office.officer, "")
        self._office.done(export_lapor(self._office.store, SystemClock(), wish, file, speech))
        rows = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig")))
        return [
            "\n".join(f"{name}: {said}" for name, said in row.items() if said)
            for row in rows
            if row["tracking_id"] == number
        ]


def _row(report: Mapping[str, str | int]) -> dict[str, str]:
    when = datetime.now(JAKARTA) - timedelta(days=int(report[DATE]))
    return {name: str(said) for name, said in report.items()} | {DATE: f"{when:%d/%m/%Y %H:%M}"}


def open_act() -> LaporAct:
    return LaporAct()
