"""django-helpdesk as a peer: in an environment of its own, fetching from a directory of mails.

`install` needs pip and its package index once; with what it made, runs are repeated without either.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.bare import connect, count_rows
from bench.children import Ended, Failed, python, run

SOURCES = Path(__file__).parent / "helpdesk"
REQUIREMENTS = SOURCES / "requirements.txt"
DATABASE = "helpdesk.db"


class Unavailable(Exception):
    """The peer cannot be had here; the text says why."""


@dataclass(frozen=True, slots=True)
class Helpdesk:
    """An installed peer, and a directory with its empty database."""

    executable: Path
    template: Path

    @classmethod
    def prepare(cls, environment: Path, template: Path) -> Helpdesk:
        """Installs what is missing and makes the database. Raises Unavailable."""
        helpdesk = cls(install(environment), template)
        template.mkdir(parents=True, exist_ok=True)
        try:
            helpdesk._call(template, "migrate", "-v0")
            helpdesk._call(template, "loaddata", "-v0", str(SOURCES / "queue.json"))
        except Failed as error:
            raise Unavailable(f"its database cannot be made: {error}") from error
        return helpdesk

    def fetch(self, mails: Path, home: Path) -> Ended:
        """One run over all mails of a directory, in a copy of it (they are deleted when they are stored)."""
        shutil.copyfile(self.template / DATABASE, home / DATABASE)
        shutil.copytree(mails, home / "mails")
        count = len(list(mails.iterdir()))
        ended = self._call(home, "get_email", "--quiet")
        database = connect(home / DATABASE)
        tickets = count_rows(database, "helpdesk_ticket")
        database.close()
        if tickets != count:
            raise Failed(f"django-helpdesk made {tickets} tickets of {count} mails: {ended.output[-500:]}")
        return ended

    def command(self, *arguments: str) -> list[str | Path]:
        return python("-m", "django", *arguments, executable=self.executable)

    @staticmethod
    def environment(home: Path) -> Mapping[str, str]:
        return {
            "HELPDESK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(SOURCES),
        }

    def _call(self, home: Path, *arguments: str) -> Ended:
        return run(self.command(*arguments), self.environment(home), home)


def install(environment: Path, requirements: Path = REQUIREMENTS) -> Path:
    """The environment's interpreter, with the pinned packages. Raises Unavailable."""
    environment = environment.absolute()
    executable, stamp = environment / "bin" / "python", environment / "installed"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return executable
    try:
        run(python("-m", "venv", "--without-pip", "--clear", environment))
        run([*_pip(), "--python", executable, "install", "-q", "-r", requirements])
    except (Failed, OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"pip cannot install it: {error}") from error
    stamp.write_text(wanted, encoding="utf-8")
    return executable


def packages(executable: Path) -> Path:
    """Where an environment of our own version of Python has what was installed into it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return executable.parent.parent / "lib" / version / "site-packages"


def _pip() -> list[str | Path]:
    """Our own environment has no pip; the interpreter that it was made with has."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return python("-m", "pip", "--disable-pip-version-check", executable=base)
