"""A small office on the disk, and its command line called as a person would call it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main
from storage.seal import master_key_text

MASTER_KEY = bytes(range(32))
CONFIG = """
[store]
url = "sqlite:///{home}/aduan.db"
files = "{home}/files"
master_key_file = "{home}/master.key"

[web]
port = 0
"""


@dataclass(frozen=True)
class Said:
    """What a command said, and the exit code with which it ended."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A configuration and a key; the database is not there yet."""
    (tmp_path / "config.toml").write_text(CONFIG.format(home=tmp_path))
    (tmp_path / "master.key").write_text(master_key_text(MASTER_KEY))
    return tmp_path


@pytest.fixture
def aduan(home: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Call:
    """`aduan("status", "--json")`: main() itself, in this process."""

    def call(*arguments: str, stdin: bytes = b"", config: Path = home / "config.toml") -> Said:
        monkeypatch.setattr(sys, "argv", ["aduan", "--config", str(config), *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfdbinary.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        out, err = capfdbinary.readouterr()
        return Said(code, out.decode(), err.decode())

    return call


@pytest.fixture
def database(home: Path, aduan: Call) -> Path:
    """An empty database, made by `aduan init`."""
    assert aduan("init").code == 0
    return home / "aduan.db"
