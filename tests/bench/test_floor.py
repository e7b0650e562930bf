"""The floors do the work that they claim to do, or a ratio to them says nothing."""

from collections import Counter
from pathlib import Path

import pytest

from bench import dispatch, pipeline
from bench.bare import connect, count_rows
from bench.database import Template, sealer
from bench.floor import ROW_SET, Floor
from bench.intake import Load, record, unsealed, write_least, write_same, write_store
from bench.letters import letters
from bench.mailbox import note
from bench.options import Options
from bench.pipeline import replayed
from bench.statements import READING, Sealing, Statement
from storage.schema import metadata


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.make(tmp_path_factory.mktemp("template"))


def test_the_floor_writes_a_row_of_each_kind_for_every_complaint(template: Template, tmp_path: Path) -> None:
    floor = Floor(tmp_path / "floor.db", sealer(template.home))
    written = letters(7)
    for start, end in ((0, 4), (4, 5), (5, 7)):
        floor.write(written[start:end], [note(one.number) for one in written[start:end]])
    assert floor.counts() == dict.fromkeys(ROW_SET, 7)
    floor.close()


def test_the_floor_seals_what_citizens_wrote(template: Template, tmp_path: Path) -> None:
    floor = Floor(tmp_path / "floor.db", sealer(template.home))
    one = letters(1)
    floor.write(one, [note(0)])
    floor.close()
    kept = (tmp_path / "floor.db").read_bytes()
    assert b"PWK-2026-000001" in kept
    for word in (one[0].name, one[0].address, one[0].text.split()[4]):
        assert word.encode() not in kept


def test_the_floor_and_the_store_are_measured_over_all_complaints(template: Template, tmp_path: Path) -> None:
    load = Load.make(template, 5)
    for turn in (write_least, write_store):
        home = tmp_path / turn.__name__
        home.mkdir()
        sample = turn(load, home, at_once=2)
        assert sample.items == 5
        assert sample.wall > 0
    database = connect(tmp_path / "write_store" / "aduan.db")
    assert database.execute("SELECT count(*), count(DISTINCT ticket) FROM complaint").fetchone() == (5, 5)
    assert database.execute("SELECT count(*) FROM outbox").fetchone() == (5,)
    assert database.execute("SELECT count(*) FROM found_by").fetchone() == (5,)
    database.close()


def test_the_floor_writes_the_store_s_own_rows_and_seals_as_much(template: Template, tmp_path: Path) -> None:
    load = Load.make(template, 5)
    steps = record(load, 2, Options(1, tmp_path, tmp_path))
    homes = [tmp_path / name for name in ("floor", "store")]
    for home in homes:
        home.mkdir()
    assert write_same(load, steps, homes[0]).items == 5
    write_store(load, homes[1], at_once=2)
    floor, store = (connect(home / "aduan.db") for home in homes)
    for name in (*metadata.tables, "found_by"):
        assert count_rows(floor, name) == count_rows(store, name)
    floor.close()
    store.close()
    sealed = Counter(step.name for step in steps if isinstance(step, Sealing))
    assert sealed["new_key"] == 15  # of the delivery, the person and the message
    assert sealed["of"] == sealed["of_address"] == 5
    assert sealed["seal_packed"] >= 25
    assert not sealed.keys() & set(READING)
    assert not any(isinstance(step, Statement) and "SELECT" in step.text[:6] for step in steps)
    assert not any(isinstance(step, Sealing) for step in unsealed(steps))


def test_replaying_the_statements_of_a_run_writes_the_same_rows(template: Template, tmp_path: Path) -> None:
    load = Load.make(template, 6)
    statements = pipeline.record(template, load.envelopes, tmp_path)
    home = tmp_path / "replayed"
    home.mkdir()
    assert replayed(template, statements, 6, home).items == 6
    database = connect(home / "aduan.db")
    counts = {name: count_rows(database, name) for name in metadata.tables}
    database.close()
    assert counts["envelope"] == counts["complaint"] == counts["message"] == counts["outbox"] == 6
    assert counts["history"] >= 6


def test_a_replay_that_lacks_cases_is_no_measurement(template: Template, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="0 cases of 6"):
        replayed(template, [], 6, tmp_path)


def test_the_floor_of_claims_leaves_the_outbox_and_the_cases_as_the_store_does(
    template: Template, tmp_path: Path
) -> None:
    filled = dispatch.fill(template, 12, tmp_path / "filled")
    steps = dispatch.record(filled, Options(1, tmp_path, tmp_path))
    homes = [tmp_path / name for name in ("floor", "store")]
    for home in homes:
        home.mkdir()
    dispatch.claim_same(filled, steps, 12, homes[0])
    dispatch.claim_from_store(filled, 12, homes[1])
    floor, store = (connect(home / "aduan.db") for home in homes)
    for name in metadata.tables:
        everything = f"SELECT * FROM {name} ORDER BY 1, 2"  # noqa: S608 - a table of ours
        assert floor.execute(everything).fetchall() == store.execute(everything).fetchall(), name
    floor.close()
    store.close()
    asked = [step.text for step in steps if isinstance(step, Statement) and step.text.startswith("SELECT")]
    assert len(asked) == 2, "a batch each, of the messages themselves"
