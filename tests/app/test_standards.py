"""`aduan standards`: import, and the clause of a text."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from app.cli import root

OFFICE = Path(__file__).parent.parent / "core" / "standard" / "standard_of_an_office.txt"
VILLAGE = OFFICE.with_name("standard_of_a_village.txt")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(root, ["--config", "none.toml", "standards", *words])
    return done.exit_code, done.output


def test_an_import_counts_what_the_standard_holds_and_writes_it(tmp_path: Path) -> None:
    code, said = run("import", str(OFFICE), "--into", str(tmp_path), "--json")
    (standard,) = json.loads(said)["standards"]
    assert code == 0
    assert (standard["components"], standard["facilities"], standard["channels"]) == (14, 50, 13)
    assert standard["steps"] == ["6a", "6b", "6c", "6d", "6e"]
    assert [path.name[:4] for path in tmp_path.iterdir()] == ["007-"]


def test_what_found_no_place_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    code, said = run("import", str(VILLAGE), "--into", str(tmp_path))
    assert code == 1
    assert "not placed: component 9 (staff_competence) is missing" in said
    assert len(list(tmp_path.iterdir())) == 1


def test_it_says_what_is_left_to_do_before_the_service_reads_them(tmp_path: Path) -> None:
    folder, config = tmp_path / "standards", tmp_path / "config.toml"
    words = ("standards", "import", str(OFFICE), "--into", str(folder))
    config.write_text("[office]\n")
    said = CliRunner().invoke(root, ["--config", str(config), *words]).output
    assert f'Next: standards = "{folder}" in [office] of {config}' in said
    config.write_text(f'[office]\nstandards = "{folder}"\n')
    said = CliRunner().invoke(root, ["--config", str(config), *words]).output
    assert "`aduan serve` reads them when it starts." in said


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    run("import", str(OFFICE), "--into", str(tmp_path / "new"), "--dry-run")
    assert not (tmp_path / "new").exists()


def test_a_text_finds_its_clause_and_whether_it_is_broken(tmp_path: Path) -> None:
    run("import", str(OFFICE), "--into", str(tmp_path))
    code, said = run(
        "link", "izin KBLI 12345 sudah 3 minggu belum jadi, katanya 7 hari kerja",
        "--standards", str(tmp_path), "--sent-on", "2026-11-26",
    )  # fmt: skip
    found = json.loads(said)
    assert code == 0
    assert (found["component"], found["service_state"]) == ("turnaround_time", "pending")
    assert (found["link"]["component"], found["link"]["stated"], found["link"]["broken"]) == (3, 15, True)
