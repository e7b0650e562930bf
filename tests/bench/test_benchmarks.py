"""Each benchmark runs, in a tiny size, and prints its contenders, ratios and goals."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.children import Failed, python, run
from bench.peer import Unavailable, install

INTAKE = {"G1", "G2", "G3", "G4", "G5", ""}
COUNTED_BY_STRACE = "log KiB a complaint, bulk of 100"


def _bench(tmp_path: Path, name: str, *arguments: str) -> str:
    """As a person calls it; the peer's environment lies where none can be made."""
    (tmp_path / "a-file").touch()
    peer = tmp_path / "a-file" / "environment"
    command = python("-W", "error", "-m", "bench", name, "--rounds", "1", "--directory", tmp_path / "work")
    return run([*command, "--peer-env", peer, *arguments]).output


def test_intake_compares_store_and_pipeline_with_bare_sqlite(tmp_path: Path) -> None:
    reports = json.loads(_bench(tmp_path, "intake", "--size", "3", "--json"))["reports"]
    findings = {finding["what"]: finding for report in reports for finding in report["findings"]}
    assert {finding["goal"] for finding in findings.values()} == INTAKE
    assert findings["store / floor, bulk"]["found"]["median"] > 0
    assert findings["program / same statements and sealing, first step"]["at_least"] == 0.2
    assert findings["door / inline"]["at_least"] == 3
    assert any("aiosqlite are left out: pip" in note for report in reports for note in report["notes"])
    assert (COUNTED_BY_STRACE in findings) == (shutil.which("strace") is not None)


def test_mail_is_read_from_a_directory_and_over_imap_and_a_missing_peer_is_said(tmp_path: Path) -> None:
    printed = _bench(tmp_path, "mail", "--size", "2")
    for part in (
        "cores",
        "BytesParser(compat32)",
        "G9    program / bare parse loop",
        "django-helpdesk is left out: pip cannot install it",
        "G10   program / one mail a round trip",
        "G10   with / without fetching",
    ):
        assert part in printed


def test_dispatch_compares_claims_with_bare_statements_and_times_the_whole_way(tmp_path: Path) -> None:
    printed = _bench(tmp_path, "dispatch", "--size", "4")
    for part in (
        "G8    outbox / floor, SQLite",
        "SKIP LOCKED",
        "delay p50, seconds",
        "p50, program / the two calls",
    ):
        assert part in printed


def test_startup_compares_help_and_service_with_the_least_there_is(tmp_path: Path) -> None:
    printed = _bench(tmp_path, "startup")
    for part in ("aduan --help / python -c pass", "bare Starlette", "MiB at rest with mail", "modules"):
        assert part in printed


def test_classify_compares_with_a_bare_loop_and_a_missing_peer_is_said(tmp_path: Path) -> None:
    printed = _bench(tmp_path, "classify", "--size", "20")
    for part in ("bare loop: words counted", "labels: p50 in us", "resident memory in MB", "left out: "):
        assert part in printed


def test_an_unknown_benchmark_is_named_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["intakes"])
    assert "'intakes' is none of intake, dispatch, mail, classify, startup" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["0", "-3"])
def test_no_rounds_measure_nothing(capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    with pytest.raises(SystemExit):
        main([f"--rounds={wrong}"])
    assert "at least 1" in capsys.readouterr().err


def test_a_peer_that_cannot_be_installed_is_unavailable_for_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(Unavailable, match="pip cannot install it"):
        install(tmp_path / "a-file" / "environment")


def test_a_child_that_fails_says_what_it_said() -> None:
    with pytest.raises(Failed, match="ended with 3: no paper"):
        run(python("-c", "import sys; sys.stderr.write('no paper'); sys.exit(3)"))


def test_a_child_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.children.LONGEST", 0.2)
    with pytest.raises(subprocess.TimeoutExpired):
        run(python("-c", "import signal; signal.pause()"))


def test_a_child_may_keep_what_it_compiled_as_an_installed_program_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert run(python("-c", "import sys; print(sys.dont_write_bytecode)")).output == "False\n"
