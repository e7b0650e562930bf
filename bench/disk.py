"""What the program asks of the disk, in numbers of calls and bytes: these do not depend on the machine (G3)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import syscalls
from bench.children import python
from bench.database import Template
from bench.mailbox import write_mails
from bench.options import Options
from bench.report import Finding, Report
from bench.rounds import Spread
from bench.workload import BULK, CLIENTS

KIBIBYTE = 1024
TITLE = "The disk: syncs and bytes, counted by strace"


@dataclass(frozen=True, slots=True)
class Question:
    """A workload, what is counted of it, and the most that is wanted."""

    workload: str
    what: str
    figure: Callable[[syscalls.Syscalls], float]
    at_most: float | None = None


def disk(template: Template, count: int, options: Options) -> Report:
    """`count` complaints of each workload; many clients and mails bring more, so that groups fill."""
    if not syscalls.available():
        return Report(TITLE, "complaints", notes=["left out: strace is not installed"])
    counts = {"one": count, "many": count * 4, "bulk": max(count, BULK), "mails": count * 2}
    found = {workload: _counted(template, workload, number, options) for workload, number in counts.items()}
    return Report(
        TITLE,
        "complaints",
        findings=[
            Finding(
                "G3" if question.at_most is not None else "",
                question.what,
                Spread.over([question.figure(found[question.workload]) / counts[question.workload]]),
                at_most=question.at_most,
            )
            for question in QUESTIONS
        ],
    )


QUESTIONS = (
    Question("one", "syncs a complaint, 1 client", lambda calls: calls.syncs, 1.05),
    Question("many", f"syncs a complaint, {CLIENTS} clients", lambda calls: calls.syncs, 0.1),
    Question("mails", "syncs a mail, whole pipeline, polled by 50", lambda calls: calls.syncs, 0.1),
    Question("bulk", f"log KiB a complaint, bulk of {BULK}", lambda calls: calls.log_bytes / KIBIBYTE, 8),
    Question("one", "log KiB a complaint, 1 client", lambda calls: calls.log_bytes / KIBIBYTE),
    Question("mails", "log KiB a mail of 55 KB, whole pipeline", lambda calls: calls.log_bytes / KIBIBYTE),
    Question("mails", "database KiB a mail of 55 KB", lambda calls: calls.database_bytes / KIBIBYTE),
)


def _counted(template: Template, workload: str, count: int, options: Options) -> syscalls.Syscalls:
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="disk-") as place:
        home = Path(place)
        template.copy(home)
        mails = home / "mails"
        write_mails(mails, count)
        command = python("-m", "bench.workload", workload, home, str(count), mails)
        return syscalls.count(command, home / "trace")
