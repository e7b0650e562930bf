"""What a model is built from, and the version that names it: training text, lexicons, code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Sources:
    """What a model is built from."""

    package: Path

    @property
    def version(self) -> str:
        return f"linear-{hash_sources([self.package])}"


def shipped() -> Sources:
    return Sources(Path(__file__).parent)


def hash_sources(directories: Iterable[Path]) -> str:
    """What the training text, the lexicons and the code of a model hash to: eight hex digits.

    They tell one state of our own files from another; nobody gains by forging them, for who can write here can write
    the code. So a checksum is enough, and no library of cryptography is loaded for it.
    """
    checksum = 0
    for directory in directories:
        for name, content in _contents(directory, ""):
            checksum = crc32(content, crc32(f"{name}\0{len(content)}\0".encode(), checksum))
    return f"{checksum:08x}"


def _contents(directory: Path, within: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for one in sorted(directory.iterdir(), key=lambda one: one.name):
        name = f"{within}/{one.name}"
        if one.is_dir() and one.name != "__pycache__":
            found += _contents(one, name)
        elif one.name.endswith((".txt", ".toml", ".py")):
            found.append((name, one.read_bytes()))
    return found
