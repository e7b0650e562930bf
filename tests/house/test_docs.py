"""What a test does not read is not documentation: whatever an operator may meet is explained."""

from __future__ import annotations

import inspect
import re

from app.cli import COMMANDS
from app.config import kinds
from app.kinds import PAGE, page, table
from core import errors
from core.law import rules
from tests.house.test_sizes import HOUSE

PAGES = "\n".join(
    path.read_text(encoding="utf-8") for path in [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]
)


def test_every_command_is_named() -> None:
    assert [name for name in COMMANDS if f"aduan {name}" not in PAGES] == []


def test_every_kind_of_channel_has_a_page() -> None:
    assert [kind for kind in kinds() if not (HOUSE / "docs" / f"{kind}.md").exists()] == []


def test_the_table_of_what_channels_can_do_is_what_they_say() -> None:
    """`python -m app.kinds` writes it."""
    written = PAGE.read_text(encoding="utf-8")
    assert page(written) == written
    assert [kind for kind in kinds() if f"({kind}.md)" not in table()] == []


def test_every_code_of_an_error_is_explained() -> None:
    found = [
        error.code
        for _, error in inspect.getmembers(errors, inspect.isclass)
        if issubclass(error, errors.ChannelError) and error is not errors.ChannelError
    ]
    assert [code for code in found if f"`{code}`" not in PAGES] == []


def test_every_rule_of_admission_is_explained() -> None:
    named = set(re.findall(r'"(R\d\d)"', inspect.getsource(rules)))
    assert named
    assert [rule for rule in sorted(named) if f"| {rule} |" not in PAGES] == []


def test_the_commands_of_the_readme_exist() -> None:
    written = set(re.findall(r"(?:`|bin/)aduan ([a-z]+)", (HOUSE / "README.md").read_text(encoding="utf-8")))
    assert written <= set(COMMANDS)
