"""A published service standard becomes clauses; what finds no place is said."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.classify.labels import Component, ServiceType
from core.standard.catalogue import COMPONENTS, Standard
from core.standard.document import read_document
from core.standard.outline import outline

TEXT = Path(__file__).with_name("standard_of_a_village.txt").read_text(encoding="utf-8")


def village() -> Standard:
    (standard,) = read_document(TEXT).standards
    return standard


def test_the_title_says_number_service_and_type() -> None:
    standard = village()
    assert (standard.number, standard.title) == (12, "Izin Reklame")
    assert standard.service_type is ServiceType.BILLBOARD
    assert standard.kbli == ""


def test_a_list_written_in_one_paragraph_is_a_list() -> None:
    items = village().chapters[Component.REQUIREMENTS].clauses
    assert [(item.label, item.text) for item in items] == [
        ("1", "KTP pemohon"),
        ("2", "Foto lokasi"),
        ("3", "Surat kuasa bila diwakilkan."),
    ]


def test_numbering_goes_on_over_a_page_break() -> None:
    handling = village().chapters[Component.COMPLAINT_HANDLING]
    assert [item.label for item in handling.clauses] == ["1", "2"]
    assert [item.text for item in handling.clauses[0].clauses] == ["Loket", "Telepon."]


def test_a_sentence_that_a_page_break_cuts_is_whole_again() -> None:
    clauses = outline(
        ["<ol><li>a. Diselesaikan di dalam,</li></ol>", "<p>bila masalahnya di dalam.</p><p>b. Lainnya</p>"]
    )
    assert [clause.text for clause in clauses] == [
        "Diselesaikan di dalam, bila masalahnya di dalam.",
        "Lainnya",
    ]


def test_levels_are_told_by_the_style_of_their_labels() -> None:
    (first, second) = outline(
        ["A. Umum: 1. Satu; 2. Dua:<li>a) kecil</li><li>b) besar</li>", "B. Khusus: 1. Lagi"]
    )
    assert [clause.label for clause in first.clauses] == ["1", "2"]
    assert [clause.label for clause in first.clauses[1].clauses] == ["a)", "b)"]
    assert [clause.text for clause in second.clauses] == ["Lagi"]


def test_numbers_within_a_sentence_begin_no_item() -> None:
    (clause,) = outline(["Klasifikasi 3, 7, 12, atau 16. Lihat Pasal 65 PP Nomor 5 Tahun 2021, ext.103."])
    assert clause.label == ""


def test_what_finds_no_place_is_named_with_its_line() -> None:
    said = [(one.line, one.why) for one in read_document(TEXT).unplaced]
    assert (15, "no component has this name") in said
    assert (0, "component 8: item 4 follows item 2") in said
    assert (0, "component 9 (staff_competence) is missing") in said
    assert sum("is missing" in why for _, why in said) == 7


def test_a_copy_without_a_component_is_reported_so() -> None:
    whole = "\n".join(f"{n}\t{name}\t: 1. Sesuatu;" for n, name in enumerate(_OFFICIAL, 1))
    assert read_document(f"**1. Izin Contoh Saja**\n{whole}").unplaced == ()
    without = "\n".join(line for line in whole.splitlines() if not line.startswith("9\t"))
    (said,) = read_document(f"**1. Izin Contoh Saja**\n{without}").unplaced
    assert said.why == "component 9 (staff_competence) is missing"


def test_a_component_under_a_wrong_number_is_placed_by_its_name_and_reported() -> None:
    read = read_document("3\tBiaya/Tarif\t: Gratis")
    assert Component.COST in read.standards[0].chapters
    assert "number 3 stands at component 4" in [one.why for one in read.unplaced]


def test_an_html_table_reads_as_the_same_table_in_text() -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>\n"
        for line in TEXT.splitlines()
        if line.count("\t") == 2
    )
    (standard,) = read_document(f"<h1>12. Izin Reklame</h1><table>{rows}</table>").standards
    assert standard == village()


def test_several_standards_in_one_file_are_several() -> None:
    both = read_document(TEXT + "\n**13. Izin Penelitian Lapangan**\n1\tPersyaratan\t: 1. Surat;\n").standards
    assert [standard.number for standard in both] == [12, 13]


def test_a_whole_standard_over_five_pages_gives_what_the_law_counts() -> None:
    """Our own example, and beside it the office's real standard where it lies beside the project."""
    real = Path(__file__).parents[4] / "shared" / "seed-service-standard.txt"
    for path in (Path(__file__).with_name("standard_of_an_office.txt"), real):
        if not path.exists():
            continue
        read = read_document(path.read_text(encoding="utf-8"))
        (standard,) = read.standards
        assert read.unplaced == ()
        assert len(standard.chapters) == len(COMPONENTS) == 14
        assert [int(thing.label) for thing in standard.facilities] == list(range(1, 51))
        assert "".join(channel.label for channel in standard.channels) == "abcdefghijklm"
        assert "".join(step.label for step in standard.steps) == "abcde"
        assert "".join(category.label for category in standard.categories) == "abc"
        assert "untuk dugaan yang" in standard.categories[0].text.removesuffix("untuk dugaan yang")


@given(st.text(alphabet="1234567890ab.)\t\n<>/trdliop; :", max_size=400))
def test_any_text_gives_an_answer(text: str) -> None:
    read = read_document(text)
    assert read.standards or read.unplaced


_OFFICIAL = (
    "Persyaratan",
    "Sistem, Mekanisme dan Prosedur",
    "Jangka Waktu Penyelesaian",
    "Biaya/Tarif",
    "Produk Layanan",
    "Penanganan Pengaduan, Saran dan Masukan",
    "Dasar Hukum",
    "Sarana, Prasarana, dan/atau Fasilitas",
    "Kompetensi Pelaksana",
    "Pengawasan Internal",
    "Jumlah Pelaksana",
    "Jaminan Pelayanan",
    "Jaminan Keamanan dan Keselamatan Pelayanan",
    "Evaluasi Kinerja Pelaksana",
)
