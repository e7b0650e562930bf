"""Each contract on imports bites: a forbidden import, written in on purpose, breaks it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.test_sizes import HOUSE, ROOMS

LINT = Path(sys.executable).with_name("lint-imports")

FORBIDDEN = {
    "core imports web": ("core/errors.py", "import web.application", "Floors"),
    "storage imports a channel": ("storage/schema/cases.py", "import channels.mail", "Floors"),
    "the sandbox imports core": (
        "sandbox/__init__.py",
        "import core.errors",
        "The sandbox knows nothing of ours",
    ),
    "web imports the sandbox": (
        "web/settings.py",
        "import sandbox.mail",
        "Only app and the tests know the sandbox",
    ),
    "ops imports storage": ("ops/__init__.py", "import storage.schema", "Web and ops know only the ports"),
    "core imports SQL": ("core/message.py", "import sqlalchemy", "The domain has no network and no SQL"),
    "web imports SQL": ("web/settings.py", "import sqlalchemy", "Only storage speaks SQL and seals"),
    "a channel imports another": (
        "channels/console.py",
        "import channels.mail",
        "Channels do not know each other",
    ),
    "two rooms of core in a circle": ("core/case/ticket.py", "import core.intake.open", "No circles"),
}


def lint(house: Path) -> str:
    done = subprocess.run([LINT, "--no-cache"], cwd=house, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(
            HOUSE / room, house / room, ignore=shutil.ignore_patterns("__pycache__", "static", "texts")
        )
    shutil.copy(HOUSE / "pyproject.toml", house)
    return house


@pytest.mark.slow
@pytest.mark.parametrize(("file", "line", "contract"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_forbidden_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        said = lint(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert any(contract in row and "BROKEN" in row for row in said.splitlines()), said
