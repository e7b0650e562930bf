import asyncio
import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import StoreError, StoreMissing
from core.message import Attachment
from storage import schema
from storage.files import CHUNK, SealedFiles
from storage.seal import Sealer
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.conftest import MASTER_KEY

untimed = settings(deadline=None)


def attachment(data: bytes | None, refused: str = "") -> Attachment:
    size = len(data or b"")
    return Attachment(
        "foto.jpg", "image/jpeg", size, hashlib.sha256(data or b"").hexdigest(), data, refused=refused
    )


@pytest.fixture
def files(tmp_path: Path, sealer: Sealer) -> SealedFiles:
    return SealedFiles(tmp_path / "files", sealer)


def segments(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_an_attachment_comes_back_as_it_was(files: SealedFiles, size: int) -> None:
    data = os.urandom(size)
    (sealed,) = files.seal([attachment(data)])
    assert files.open(sealed.reference) == data
    assert sealed.attachment.data is None
    assert sealed.attachment.size == size


def test_a_batch_is_one_file_and_the_refused_have_no_reference(files: SealedFiles, tmp_path: Path) -> None:
    batch = [attachment(b"one"), attachment(None, "too large"), attachment(b"two" * CHUNK), attachment(b"")]
    sealed = files.seal(batch)
    assert [bool(each.reference) for each in sealed] == [True, False, True, True]
    assert sealed[1].attachment == batch[1]
    assert [files.open(each.reference) for each in sealed if each.reference] == [b"one", b"two" * CHUNK, b""]
    assert len(segments(tmp_path)) == 1


def test_only_refused_attachments_write_nothing(files: SealedFiles, tmp_path: Path) -> None:
    assert [each.reference for each in files.seal([attachment(None, "type")])] == [""]
    assert files.seal([]) == []
    assert not (tmp_path / "files").exists()


def test_no_byte_of_an_attachment_lies_in_clear(files: SealedFiles, tmp_path: Path) -> None:
    (sealed,) = files.seal([attachment(b"Siti Rahayu 081200000000 " * 9000)])
    stored = b"".join(path.read_bytes() for path in segments(tmp_path))
    assert b"Siti" not in stored
    assert b"0812" not in stored
    assert "foto" not in sealed.reference


@pytest.mark.parametrize("damage", ["cut", "swapped", "changed"])
def test_a_damaged_file_is_never_read_as_if_it_were_whole(
    files: SealedFiles, tmp_path: Path, damage: str
) -> None:
    (sealed,) = files.seal([attachment(os.urandom(3 * CHUNK))])
    (path,) = segments(tmp_path)
    raw = path.read_bytes()
    chunk = CHUNK + 29
    path.write_bytes(
        {
            "cut": raw[: 2 * chunk],
            "swapped": raw[chunk : 2 * chunk] + raw[:chunk] + raw[2 * chunk :],
            "changed": raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        }[damage]
    )
    with pytest.raises(StoreError):
        files.open(sealed.reference)


def test_a_reference_opens_its_own_attachment_only(files: SealedFiles) -> None:
    one, two = files.seal([attachment(b"one"), attachment(b"two")])
    form, segment, offset, length, _ = one.reference.split(":")
    stolen = ":".join((form, segment, offset, length, two.reference.split(":")[4]))
    with pytest.raises(StoreError):
        files.open(stolen)


def test_a_reference_made_shorter_does_not_pass_for_a_whole_attachment(files: SealedFiles) -> None:
    (sealed,) = files.seal([attachment(os.urandom(3 * CHUNK))])
    form, segment, offset, length, wrapped = sealed.reference.split(":")
    shorter = str(int(length) // 3 * 2)
    with pytest.raises(StoreError):
        files.open(":".join((form, segment, offset, shorter, wrapped)))


def test_a_file_that_is_gone_is_missing(files: SealedFiles, tmp_path: Path) -> None:
    (sealed,) = files.seal([attachment(b"x")])
    segments(tmp_path)[0].unlink()
    with pytest.raises(StoreMissing):
        files.open(sealed.reference)


@untimed
@given(st.text(max_size=80) | st.from_regex(r"1:[0-9a-f./]{0,40}:\d{0,4}:-?\d{0,4}:[\w=-]{0,50}"))
def test_a_damaged_reference_opens_nothing(reference: str) -> None:
    with pytest.raises(StoreError):
        SealedFiles(Path("/nonexistent"), Sealer(MASTER_KEY)).open(reference)


def test_batches_follow_one_another_in_a_file_until_it_is_full(
    files: SealedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = files.seal([attachment(b"one")])[0], files.seal([attachment(b"two" * CHUNK)])[0]
    assert len(segments(tmp_path)) == 1
    monkeypatch.setattr("storage.files.LONGEST_SEGMENT", 3 * CHUNK)
    third = files.seal([attachment(b"three")])[0]
    assert len(segments(tmp_path)) == 2
    opened = [files.open(each.reference) for each in (first, second, third)]
    assert opened == [b"one", b"two" * CHUNK, b"three"]


def test_nothing_is_written_behind_a_batch_that_failed(
    files: SealedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = files.seal([attachment(b"before")])
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", lambda _descriptor: Path("/nonexistent/file").stat())
        with pytest.raises(StoreError):
            files.seal([attachment(b"lost")])
    (after,) = files.seal([attachment(b"after")])
    assert [files.open(each.reference) for each in (before, after)] == [b"before", b"after"]
    assert len(segments(tmp_path)) == 2


def test_where_the_file_was_taken_away_the_next_batch_begins_another(
    files: SealedFiles, tmp_path: Path
) -> None:
    files.seal([attachment(b"gone")])
    segments(tmp_path)[0].unlink()
    (sealed,) = files.seal([attachment(b"x")])
    assert files.open(sealed.reference) == b"x"


def test_sweeping_takes_what_no_row_names_and_never_the_young(
    files: SealedFiles, tmp_path: Path, sealer: Sealer
) -> None:
    processes = (SealedFiles(tmp_path / "files", sealer) for _ in range(3))
    kept, orphan, young = (process.seal([attachment(b"x")])[0] for process in processes)
    unfinished = tmp_path / "files" / "20260102" / ("20260102" * 4 + ".sealed")
    unfinished.parent.mkdir(exist_ok=True)
    unfinished.touch()
    for path in segments(tmp_path):
        if path.stem != young.reference.split(":")[1]:
            os.utime(path, (0, 0))
    assert files.sweep([kept.reference, ""]) == 2
    assert files.open(kept.reference) == files.open(young.reference) == b"x"
    with pytest.raises(StoreMissing):
        files.open(orphan.reference)
    assert not unfinished.exists()


def of_place(path: Path, reference: str) -> bytes:
    """The bytes on the disk that a reference speaks of."""
    _, _, offset, length, _ = reference.split(":")
    return path.read_bytes()[int(offset) : int(offset) + int(length)]


def test_what_is_wiped_is_zeros_and_its_neighbours_stay(files: SealedFiles, tmp_path: Path) -> None:
    batch = [attachment(b"one"), attachment(os.urandom(2 * CHUNK + 5)), attachment(b"three")]
    one, two, three = (sealed.reference for sealed in files.seal(batch))
    (path,) = segments(tmp_path)
    size = path.stat().st_size
    files.wipe([two])
    assert not any(of_place(path, two))
    assert (files.open(one), files.open(three), path.stat().st_size) == (b"one", b"three", size)
    path.unlink()
    files.wipe([one, three])  # somebody took the file away: there is nothing left to do


def test_sweeping_blanks_what_an_old_file_holds_besides(files: SealedFiles, tmp_path: Path) -> None:
    """As after a process that died between an erasure and its wiping; a young file may await its unit."""
    sealed = [one.reference for one in files.seal([attachment(b"%d" % number * 70) for number in range(5)])]
    (path,) = segments(tmp_path)
    kept = [sealed[1], sealed[3]]
    before = path.read_bytes()
    assert files.sweep([*kept, ""]) == 0
    assert path.read_bytes() == before
    os.utime(path, (0, 0))
    assert files.sweep(reversed(kept)) == 0
    assert [any(of_place(path, reference)) for reference in sealed] == [False, True, False, True, False]
    assert [files.open(reference) for reference in kept] == [b"1" * 70, b"3" * 70]
    os.utime(path, (0, 0))
    files.sweep(kept)
    assert path.stat().st_mtime == 0, "what is blank already is not written again"


async def test_the_store_seals_and_opens_on_a_thread(sqlite_store: SqlStore) -> None:
    batches = await asyncio.gather(*(sqlite_store.seal_files([attachment(b"%d" % n)]) for n in range(5)))
    opened = [await sqlite_store.open_file(sealed.reference) for (sealed,) in batches]
    assert opened == [b"0", b"1", b"2", b"3", b"4"]


async def test_the_store_sweeps_what_no_attachment_names(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over several pages of attachments, on a store whose messages are of no concern here."""
    monkeypatch.setattr("storage.store.REFERENCES_IN_A_PAGE", 2)
    named = [(await store.seal_files([attachment(b"%d" % n)]))[0].reference for n in range(5)]
    SealedFiles(tmp_path / "files", store.sealer).seal([attachment(b"orphan")])  # another process's

    def name_them(unit: SqlUnit) -> None:
        message = a_message(unit)
        for place, reference in enumerate(named):
            unit.connection.execute(
                sa.insert(schema.attachment).values(
                    message_id=message, place=place, reference=reference, size=1, content=b""
                )
            )

    await store.write(name_them)
    assert await store.sweep_files() == 0
    assert await store.sweep_files(older_than=-60) == 1
    assert [await store.open_file(reference) for reference in named] == [b"0", b"1", b"2", b"3", b"4"]


def a_message(unit: SqlUnit) -> int:
    """The least that an attachment hangs on."""
    now = datetime(2026, 3, 10, tzinfo=UTC)
    key = unit.connection.scalar(sa.insert(schema.data_key).returning(schema.data_key.c.id), {"wrapped": b""})
    envelope = unit.connection.scalar(
        sa.insert(schema.envelope).returning(schema.envelope.c.id),
        {
            "account": "mail",
            "key_hash": b"k",
            "data_key_id": key,
            "head": b"",
            "body": b"",
            "received_at": now,
            "kept_at": now,
            "day": now.date(),
        },
    )
    message: int = unit.connection.scalars(
        sa.insert(schema.message).returning(schema.message.c.id),
        {
            "envelope_id": envelope,
            "account": "mail",
            "sender_hash": b"s",
            "data_key_id": key,
            "content": b"",
            "received_at": now,
        },
    ).one()
    return message


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """The limit of a process's file size stands for the disk's: the same kind of failed write."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.storage.engine.full_disk_process", str(tmp_path / "files")],
        capture_output=True,
        text=True,
        check=True,
    )
    said, recovered = done.stdout.splitlines()
    assert "disk is full" in said
    assert recovered == "True"
    assert len(segments(tmp_path)) == 1
