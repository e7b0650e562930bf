"""What a model is built from, and the version that names it: training text, lexicons, code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable


@dataclass(frozen=True, slots=True)
class Sources:
    """What a model is built from."""

    package: Traversable

    @property
    def version(self) -> str:
        return f"linear-{hash_sources([self.package])}"


def shipped() -> Sources:
    return Sources(resources.files("core.classify"))


def hash_sources(directories: Iterable[Traversable]) -> str:
    """What the training text, the lexicons and the code of a model hash to: sixteen hex digits."""
    digest = hashlib.sha256()
    for directory in directories:
        for name, content in _contents(directory, ""):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _contents(directory: Traversable, within: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for one in sorted(directory.iterdir(), key=lambda one: one.name):
        name = f"{within}/{one.name}"
        if one.is_dir() and one.name != "__pycache__":
            found += _contents(one, name)
        elif one.name.endswith((".txt", ".toml", ".py")):
            found.append((name, one.read_bytes()))
    return found
