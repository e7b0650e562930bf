"""Small rooms: what is measured here is the house's own rule (README, style)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

HOUSE = Path(__file__).parents[2]
ROOMS = ("app", "channels", "core", "ops", "sandbox", "storage", "web")
FORBIDDEN = {"utils", "helpers", "helper", "common", "misc", "lib", "manager", "service_manager", "tools"}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (HOUSE / room).rglob("*.py")


def lengths() -> list[int]:
    """Lines of each module that holds more than its docstring."""
    counted = [len(path.read_text(encoding="utf-8").splitlines()) for path in modules()]
    return [count for count in counted if count > 3]


def functions() -> Iterator[tuple[str, int]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(HOUSE)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_no_module_is_longer_than_400_lines() -> None:
    long = [str(path) for path in modules() if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long


def test_the_median_module_has_at_most_100_lines_and_nine_in_ten_at_most_250() -> None:
    assert median(lengths()) <= 100
    assert quantiles(lengths(), n=10)[-1] <= 250


def test_no_function_is_longer_than_60_lines_and_nine_in_ten_have_at_most_30() -> None:
    assert not [name for name, length in functions() if length > 60]
    assert quantiles([length for _, length in functions()], n=10)[-1] <= 30


def test_no_room_has_a_name_that_excludes_nothing() -> None:
    assert not [str(path) for path in modules() if path.stem in FORBIDDEN or path.parent.name in FORBIDDEN]


def test_every_module_opens_with_what_it_is() -> None:
    silent = [
        str(path.relative_to(HOUSE))
        for path in modules()
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent
