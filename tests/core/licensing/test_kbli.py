"""Business codes: their letters in both versions, the sectors they propose, and the office's own table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.models import open_classifier
from core.classify.labels import Sector
from core.errors import ConfigError
from core.licensing.kbli import (
    Authority,
    BusinessTable,
    Version,
    find_codes,
    letter,
    load_businesses,
    proposed_sectors,
)
from core.standard.catalogue import Catalogue
from core.standard.classifier import LicensingClassifier
from core.standard.document import read_document

HEAD = "code;title;version;sector;risk;authority\n"
OFFICE = Path(__file__).parent.parent / "standard" / "standard_of_an_office.txt"


def table(folder: Path, rows: str) -> BusinessTable:
    path = folder / "kbli.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return load_businesses(path)


@pytest.mark.parametrize(
    ("code", "in_2020", "in_2025"),
    [
        ("01111", "A", "A"),
        ("45201", "G", ""),
        ("62011", "J", "K"),
        ("70209", "M", "N"),
        ("86201", "Q", "R"),
        ("99000", "U", "V"),
    ],
)
def test_the_letters_differ_between_the_versions(code: str, in_2020: str, in_2025: str) -> None:
    assert letter(code, Version.KBLI_2020) == in_2020
    assert letter(code, Version.KBLI_2025) == in_2025


def test_a_code_proposes_the_same_sectors_in_both_versions_where_only_its_letter_moved() -> None:
    for division in (*range(1, 45), *range(68, 100)):
        code = f"{division:02}000"
        moved = letter(code, Version.KBLI_2025)
        if moved:
            assert proposed_sectors(code, Version.KBLI_2020) == proposed_sectors(code, Version.KBLI_2025)


def test_no_code_proposes_a_sector_for_what_is_not_licensed_here() -> None:
    assert proposed_sectors("84111", Version.KBLI_2020) == ()
    assert proposed_sectors("00000", Version.KBLI_2025) == ()


def test_a_code_is_read_with_the_version_that_the_text_says() -> None:
    found = list(find_codes("KBLI 70209, KBLI 2025: 70209, kbli no. 1234 dan 70209"))
    assert [(one.code, one.version) for one in found] == [("70209", None), ("70209", Version.KBLI_2025)]
    (joined,) = find_codes("KBLI2020 nomor 55101")
    assert (joined.code, joined.version) == ("55101", Version.KBLI_2020)


def test_the_offices_table_wins_over_every_guess(tmp_path: Path) -> None:
    text = "izin usaha KBLI 56101 saya belum terbit"
    rules = open_classifier()
    assert rules.classify(text, date(2026, 11, 26)).sector is Sector.TOURISM
    mine = LicensingClassifier(
        rules, Catalogue(), table(tmp_path, "56101;Restoran;2020;health_drug_food;high;kabupaten\n")
    )
    found = mine.classify(text, date(2026, 11, 26))
    assert found.sector is Sector.HEALTH_DRUG_FOOD
    assert [text[one.start : one.end] for one in found.evidence["sector"]] == ["KBLI 56101"]
    assert "sector" not in found.abstained


def test_a_standard_that_the_text_names_says_what_the_text_leaves_open() -> None:
    catalogue = Catalogue(read_document(OFFICE.read_text(encoding="utf-8")).standards)
    found = LicensingClassifier(open_classifier(), catalogue, BusinessTable()).classify(
        "punya saya, usaha contoh belaka, belum beres juga", date(2026, 11, 26)
    )
    assert found.sector is Sector.INDUSTRY
    assert found.facts.service_type is not None


def test_a_row_of_one_version_serves_for_the_other(tmp_path: Path) -> None:
    mine = table(tmp_path, "70209;Konsultasi;2020;industry;medium_high;kabupaten\n")
    found = mine.find("70209", Version.KBLI_2025)
    assert found is not None
    assert found.authority is Authority.DISTRICT
    assert mine.find("70201") is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("7020;x;2020;industry", "no code of five digits"),
        ("70209;x;2019;industry", "'2019' is not one of"),
        ("70209;x;2020;industri", "'industri' is not one of"),
        ("45201;x;2025;transport", "has no division 45"),
        ("70209;x", "are wanted"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"line 2: ") as raised:
        table(tmp_path, row + "\n")
    assert said in str(raised.value)
