"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core import errors
from tests.house.test_sizes import HOUSE, ROOMS, modules


def test_the_docstring_of_errors_is_their_tree() -> None:
    drawn = re.findall(r"([A-Z]\w+)", "\n".join(line.split("  ")[0] for line in tree_lines()))
    assert sorted(drawn) == sorted(name for name, _ in all_errors())


def tree_lines() -> list[str]:
    text = inspect.getdoc(errors) or ""
    return [
        line.lstrip("│├└─ ") for line in text.splitlines() if "─ " in line or line.startswith("AduanError")
    ]


def all_errors() -> list[tuple[str, type]]:
    return [
        (name, found)
        for name, found in inspect.getmembers(errors, inspect.isclass)
        if found.__module__ == "core.errors"
    ]


def test_each_channel_error_has_a_code_of_its_own() -> None:
    codes = [found.code for _, found in all_errors() if issubclass(found, errors.ChannelError)]
    assert len(codes) == len(set(codes))


def test_only_dispatch_reads_whether_an_error_may_be_tried_again() -> None:
    readers = [
        str(p.relative_to(HOUSE))
        for p in modules()
        if re.search(r"error\.retry\b", p.read_text(encoding="utf-8"))
    ]
    assert readers == ["core/dispatch/send.py"]


def test_the_time_and_the_environment_are_read_in_app_only() -> None:
    """Everything else is handed a clock and its settings (importing has no effect, tests hold the time)."""
    wanted = re.compile(r"datetime\.now\(|date\.today\(|os\.environ|os\.getenv")
    found = [str(p.relative_to(HOUSE)) for p in modules() if wanted.search(p.read_text(encoding="utf-8"))]
    # Sealed files lie in one folder a day: a name, which nothing is decided by.
    found.remove("storage/files.py")
    assert [name for name in found if not name.startswith(("app/", "sandbox/"))] == []


def test_our_packages_meet_nobody_elses() -> None:
    """`core`, `web`, `storage` are short names: another distribution must not bring the same."""
    owners = importlib.metadata.packages_distributions()
    assert {room: set(owners.get(room, [])) - {"aduan"} for room in ROOMS} == {room: set() for room in ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_importing_has_no_effect(room: str, tmp_path: Path) -> None:
    """Every module can be imported with an empty environment in an empty folder, and prints nothing."""
    names = [m.name for m in pkgutil.walk_packages([str(HOUSE / room)], f"{room}.")]
    code = f"import importlib\nfor name in {[n for n in names if not n.endswith(('__main__', '.env'))]!r}: importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def swallows_everything(handler: ast.ExceptHandler) -> bool:
    """A broad handler that does not hand the error on; one that only tidies up and raises again is none."""
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
        if handler.type
        else {"Exception"}
    )
    last = handler.body[-1]
    return bool(names & {"Exception", "BaseException"}) and not (
        isinstance(last, ast.Raise) and last.exc is None
    )


def test_a_broad_except_stands_at_the_edges_only() -> None:
    """Loop, account, door, message on its way, writer thread, account thread, web error page; each says why."""
    edges = {
        str(path.relative_to(HOUSE))
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and swallows_everything(node)
    }
    assert edges <= {
        "app/accounts.py",
        "app/door.py",
        "app/loops.py",
        "core/dispatch/send.py",
        "core/intake/read.py",
        "storage/writer.py",
        "channels/instagram/scraper.py",
        "channels/mail/watch.py",
        "web/guard.py",
        "web/hooks/application.py",
    }
