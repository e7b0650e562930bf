"""Counts of system calls are those between the marks."""

from pathlib import Path

from bench.syscalls import Syscalls, counted, mark

TRACE = Path(__file__).with_name("trace.txt")


def test_what_lies_between_the_marks_is_counted_also_where_threads_interrupt_each_other() -> None:
    lines = TRACE.read_text(encoding="utf-8").splitlines()
    assert counted(lines) == Syscalls(syncs=2, log_bytes=24 + 4096, database_bytes=8192)


def test_without_marks_nothing_is_counted() -> None:
    assert counted(["72 fdatasync(4</srv/aduan.db-wal>) = 0"]) == Syscalls(0, 0, 0)


def test_a_mark_leaves_its_file(tmp_path: Path) -> None:
    mark(tmp_path)
    assert (tmp_path / "mark").exists()
