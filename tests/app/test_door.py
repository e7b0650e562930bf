"""The door of a running service: what commands ask there, and what they hear when nobody opens."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from app.door import Deed, Json, ask, open_door
from core.errors import NotAllowed, StoreError, StoreFull, StoreLocked

LOCKED = StoreLocked("process 7 writes it")


async def double(asked: Json) -> Json:
    return {"twice": asked["number"] * 2, "text": "rahasia é"}


async def refuse(asked: Json) -> Json:
    raise NotAllowed(f"there is no case {asked}")


async def fail(_: Json) -> Json:
    raise StoreFull("the disk is full")


def deeds() -> Mapping[str, Deed]:
    return {"double": double, "refuse": refuse, "fail": fail}


async def knock(path: Path, deed: str, asked: Json) -> Json:
    return await asyncio.to_thread(ask, path, deed, asked, LOCKED)


async def test_a_deed_is_done_and_answered(tmp_path: Path) -> None:
    async with open_door(tmp_path / "door", deeds):
        answers = await asyncio.gather(*(knock(tmp_path / "door", "double", {"number": n}) for n in range(5)))
    assert [one["twice"] for one in answers] == [0, 2, 4, 6, 8]


async def test_what_a_deed_raises_is_raised_before_the_door(tmp_path: Path) -> None:
    async with open_door(tmp_path / "door", deeds):
        with pytest.raises(NotAllowed, match="there is no case T9"):
            await knock(tmp_path / "door", "refuse", "T9")
        with pytest.raises(StoreError, match="the disk is full"):
            await knock(tmp_path / "door", "fail", "")
        with pytest.raises(StoreError, match="does not know this command: restart it"):
            await knock(tmp_path / "door", "unheard-of", "")


async def test_it_is_for_the_owner_alone_and_gone_with_the_service(tmp_path: Path) -> None:
    path = tmp_path / "door"
    async with open_door(path, deeds):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


async def test_what_a_killed_service_left_keeps_nobody_out_and_answers_nobody(tmp_path: Path) -> None:
    path = tmp_path / "door"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with pytest.raises(StoreLocked, match="process 7"):
        await knock(path, "double", {"number": 1})
    async with open_door(path, deeds):
        assert (await knock(path, "double", {"number": 1}))["twice"] == 2


async def test_a_deep_folder_is_no_obstacle(tmp_path: Path) -> None:
    """The address of a socket has 107 bytes at most."""
    folder = tmp_path / ("d" * 100) / ("e" * 100)
    folder.mkdir(parents=True)
    async with open_door(folder / "door", deeds):
        assert (await knock(folder / "door", "double", {"number": 2}))["twice"] == 4


async def test_nobody_opens_where_there_is_no_door(tmp_path: Path) -> None:
    for path in (tmp_path / "door", None):
        with pytest.raises(StoreLocked, match="process 7"):
            await asyncio.to_thread(ask, path, "double", {}, LOCKED)
    async with open_door(None, deeds):
        assert await asyncio.to_thread(os.listdir, tmp_path) == []


@pytest.mark.parametrize("said", [b"no json\n", b"[1]\n", b"{}\n", b"", b"{" * 3_000_000], ids=len)
async def test_whoever_speaks_otherwise_ends_nothing(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "door"

    def speak() -> None:
        with socket.socket(socket.AF_UNIX) as speaking, suppress(OSError):
            speaking.connect(str(path))
            speaking.sendall(said)

    async with open_door(path, deeds):
        await asyncio.to_thread(speak)
        assert (await knock(path, "double", {"number": 3}))["twice"] == 6


async def test_a_fault_is_told_and_logged_without_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(_: Json) -> Json:
        raise ValueError("Dadang wrote")

    async with open_door(tmp_path / "door", lambda: {"break": break_down}):
        with pytest.raises(StoreError, match="failed: its log says where"):
            await knock(tmp_path / "door", "break", {})
    assert "ValueError at" in caplog.text
    assert "Dadang" not in caplog.text


async def test_a_service_that_ends_meanwhile_leaves_the_command_to_ask_again(tmp_path: Path) -> None:
    path = tmp_path / "door"

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_unix_server(hang_up, path=str(path)):
        with pytest.raises(StoreError, match="ended before it answered: run the command again"):
            await knock(path, "double", {"number": 1})
