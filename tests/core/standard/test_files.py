"""Standards written by hand or imported are kept in one form, and read back alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.classify.labels import Component
from core.errors import ConfigError
from core.standard.document import read_document
from core.standard.files import load_catalogue, read_standards, to_json

OFFICE = (Path(__file__).with_name("standard_of_an_office.txt")).read_text(encoding="utf-8")


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_was_imported_reads_back_alike(tmp_path: Path) -> None:
    (standard,) = read_document(OFFICE).standards
    written(tmp_path, "007.json", to_json(standard))
    assert load_catalogue(tmp_path).standards == (standard,)


def test_a_table_of_commas_and_one_of_semicolons_read_alike(tmp_path: Path) -> None:
    rows = [
        ("0", "", "Izin Contoh"),
        ("1", "1", "KTP"),
        ("1", "2", "Foto"),
        ("6", "2", "Melalui"),
        ("6", "2.a", "Loket"),
    ]
    texts = [
        sep.join(("komponen", "label", "uraian")) + "\n" + "\n".join(sep.join(row) for row in rows)
        for sep in ";,"
    ]
    (one,), (other,) = (
        read_standards(written(tmp_path, f"{n}.csv", text)).standards for n, text in enumerate(texts)
    )
    assert one == other
    assert one.title == "Izin Contoh"
    assert [clause.text for clause in one.chapters[Component.REQUIREMENTS].clauses] == ["KTP", "Foto"]
    assert [clause.text for clause in one.channels] == ["Loket"]


def test_toml_says_texts_or_items(tmp_path: Path) -> None:
    text = 'title = "Izin Contoh"\n[[component]]\nnumber = 3\ntext = "5 hari kerja"\n[[component]]\nnumber = 8\nitems = ["Kursi", "Meja"]\n'
    read = read_standards(written(tmp_path, "contoh.toml", text))
    (standard,) = read.standards
    assert standard.chapters[Component.TURNAROUND_TIME].text == "5 hari kerja"
    assert [thing.text for thing in standard.facilities] == ["Kursi", "Meja"]
    assert len(read.unplaced) == 12


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "1;2\n", "line 1: component;label;text are wanted"),
        ("a.csv", "0;;Izin\n15;1;apa\n", "line 2: '15' is no component"),
        ("a.toml", "title = ", "a.toml"),
        ("a.toml", "[[component]]\nnumber = 1\n", "title is missing"),
        ("a.json", "[]", "a table is wanted"),
        ("a.json", "{", "a.json"),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match="a\\.") as raised:
        read_standards(written(tmp_path, name, text))
    assert said in str(raised.value)


def test_what_is_no_text_and_what_is_missing_are_said(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_standards(tmp_path / "b.txt")
    with pytest.raises(ConfigError, match="aduan standards import"):
        load_catalogue(tmp_path / "none")
