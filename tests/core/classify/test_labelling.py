"""The choices of the labelling rules where two labels fit, one by one."""

from collections.abc import Callable

import pytest

from core.classify.labels import Classification, Component, Kind, Sector

Read = Callable[[str], Classification]


def test_a_question_that_carries_a_grievance_is_a_complaint(read: Read) -> None:
    assert read("kok belum jadi juga ya, sudah 3 minggu?").kind is Kind.COMPLAINT


def test_nobody_praises_what_he_accuses(read: Read) -> None:
    bribe = "Kemarin petugas loket minta uang 750 ribu supaya izin apotek saya cepat ditandatangani"
    found = read(bribe)
    assert (found.kind, found.integrity) == (Kind.COMPLAINT, True)
    assert "kind" not in found.abstained


def test_a_question_without_a_grievance_asks_for_information(read: Read) -> None:
    found = read("Berapa lama proses izin apotek ya?")
    assert (found.kind, found.component) == (Kind.INFORMATION_REQUEST, None)


def test_thanks_alone_are_appreciation_and_not_a_bare_greeting(read: Read) -> None:
    for thanks in ("makasih ya min", "Hatur nuhun", "Thank you", "terima kasih banyak atas bantuannya"):
        found = read(thanks)
        assert (found.kind, found.bare) == (Kind.APPRECIATION, False)


def test_thanks_at_the_end_of_a_complaint_change_nothing(read: Read) -> None:
    assert read("toiletnya jorok tolong dibersihkan, terima kasih").kind is Kind.COMPLAINT


@pytest.mark.parametrize(
    "thanks", ["terima kasih", "Makasih ya min.", "Hatur nuhun sateuacanna.", "Thank you."]
)
@pytest.mark.parametrize(
    "grievance",
    [
        "lila pisan izin toko kuring teu kaluar-kaluar",
        "seratus pemohon dilayani dua orang, ya jelas lama.",
        "The lady at the information desk rolled her eyes and told me to google it.",
    ],
)
def test_thanks_that_close_a_message_move_no_label(grievance: str, thanks: str, read: Read) -> None:
    plain, polite = read(grievance), read(f"{grievance} {thanks}")
    assert (polite.kind, polite.component) == (plain.kind, plain.component)
    assert polite.confidence["kind"] == plain.confidence["kind"]
    assert not polite.integrity, "who thanks gives nobody anything"


def test_thanks_that_are_handed_over_stay_what_they_are(read: Read) -> None:
    assert read("berkas saya baru diproses setelah dikasih uang terima kasih").integrity


def test_a_denied_grievance_is_praise(read: Read) -> None:
    for praise in ("prosesnya gampang gak ribet", "tidak ada pungli, petugasnya ramah"):
        assert read(praise).kind is Kind.APPRECIATION


def test_a_denied_praise_is_a_grievance(read: Read) -> None:
    found = read("petugasnya tidak ramah")
    assert (found.kind, found.component) == (Kind.COMPLAINT, Component.STAFF_COMPETENCE)


def test_a_proposal_with_a_passing_grievance_is_a_suggestion(read: Read) -> None:
    found = read("saran saja, kursinya kurang, sebaiknya ditambah")
    assert (found.kind, found.component) == (Kind.SUGGESTION, Component.FACILITIES)


def test_an_allegation_inside_a_suggestion_makes_it_a_complaint(read: Read) -> None:
    found = read("saran saya petugas yang minta uang rokok itu ditindak")
    assert (found.kind, found.integrity) == (Kind.COMPLAINT, True)


@pytest.mark.parametrize(
    "denial",
    [
        "tidak ada pungli sama sekali",
        "gak ada calo di sini",
        "teu aya pungli",
        "euweuh calo",
        "tanpa suap dan tanpa calo",
        "bebas pungli, mantap",
        "no bribes at all",
        "pungli tidak ada",
        "petugas tidak minta uang",
    ],
)
def test_a_denial_is_no_allegation(denial: str, read: Read) -> None:
    assert read(denial).integrity is False


@pytest.mark.parametrize(
    "allegation",
    [
        "ada pungli di loket 2",
        "aya pungli",
        "kalau tidak ada uang pelicin berkas tidak jalan",
        "tanpa uang pelicin izin tidak keluar",
        "katanya bebas pungli, nyatanya saya diminta 200 ribu",
        "saya tidak mau bayar suap jadi dipersulit",
        "katanya tidak ada calo",
        "pungli tidak ada habisnya",
        "ada calo, tidak ada yang menindak",
        "kudu mere duit roko heula",
        "they wanted money under the table",
    ],
)
def test_in_doubt_an_allegation_stands(allegation: str, read: Read) -> None:
    assert read(allegation).integrity is True


def test_an_advertisement_that_speaks_of_money_alleges_nothing(read: Read) -> None:
    assert read("Selamat anda memenangkan hadiah undian 100 juta tunai").integrity is False
    assert read("slot gacor, tapi di loket ada pungli").integrity is True


def test_money_outside_the_tariff_is_cost_with_integrity_and_a_dear_levy_is_cost_without(read: Read) -> None:
    bribe, dear = read("diminta uang rokok di loket"), read("retribusi PBG mahal sekali")
    assert (bribe.component, bribe.integrity) == (Component.COST, True)
    assert (dear.component, dear.integrity) == (Component.COST, False)


@pytest.mark.parametrize(
    ("text", "component"),
    [
        ("OSS error terus waktu upload berkas", Component.PROCEDURE),
        ("website dinas tidak bisa dibuka", Component.FACILITIES),
        ("mesin antrian rusak", Component.FACILITIES),
        ("dilempar dari loket A ke loket B", Component.PROCEDURE),
        ("izin saya belum terbit sudah dua bulan", Component.TURNAROUND_TIME),
        ("nama di izin saya salah", Component.PRODUCT),
        ("loket cuma satu yang buka", Component.STAFF_NUMBERS),
        ("petugas tidak ada di loket", Component.STAFF_COMPETENCE),
        ("atasannya diam saja", Component.INTERNAL_OVERSIGHT),
        ("pengaduan saya tidak pernah dijawab", Component.COMPLAINT_HANDLING),
        ("janji pelayanan tidak ditepati", Component.SERVICE_GUARANTEE),
        ("berkas asli saya hilang di kantor", Component.SAFETY_GUARANTEE),
    ],
)
def test_of_two_components_the_rules_of_labelling_choose(text: str, component: Component, read: Read) -> None:
    assert read(text).component is component


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("PBG untuk hotel kami belum terbit", Sector.PUBLIC_WORKS_HOUSING),
        ("SPPL bengkel saya lama sekali", Sector.ENVIRONMENT),
        ("hotel kami punya restoran dan kolam renang, PBG belum terbit", Sector.PUBLIC_WORKS_HOUSING),
        ("izin konsultan manajemen KBLI 70209 lama", Sector.INDUSTRY),
        ("izin warung kopi lama", Sector.TOURISM),
        ("izin warung kelontong lama", Sector.TRADE_METROLOGY),
        ("izin toko obat lama", Sector.HEALTH_DRUG_FOOD),
        ("izin pabrik obat nyamuk lama", Sector.INDUSTRY),
        ("izin travel umroh lama", Sector.RELIGION),
        ("izin travel wisata lama", Sector.TOURISM),
        ("izin LPK lama", Sector.MANPOWER),
        ("izin reklame toko saya lama", Sector.NON_BUSINESS),
        ("NIB saya di OSS lama", Sector.UNKNOWN),
        ("usaha saya KBLI 56101 belum terverifikasi", Sector.TOURISM),
        ("KBLI 2025 kode 56101 kok ditolak", Sector.TOURISM),
        ("KBLI 2020: 47111 tidak muncul", Sector.TRADE_METROLOGY),
        ("KBLI2020 nomor 55101 belum terbit", Sector.TOURISM),
    ],
)
def test_a_licence_with_a_sector_of_its_own_outranks_the_business(
    text: str, sector: Sector, read: Read
) -> None:
    assert read(text).sector is sector


def test_component_is_only_for_complaints_and_suggestions(read: Read) -> None:
    for text in ("syarat izin apotek apa saja?", "terima kasih, cepat sekali", "jual tanah murah", "halo"):
        assert read(text).component is None


def test_the_next_likely_components_follow_the_first(read: Read) -> None:
    found = read("izin belum terbit sudah 2 bulan, petugasnya judes pula")
    assert {found.component, *found.components_also} >= {
        Component.TURNAROUND_TIME,
        Component.STAFF_COMPETENCE,
    }
    assert found.component not in found.components_also


@pytest.mark.parametrize(
    "text", ["halo", "mau lapor", "test", "Assalamualaikum, saya Asep, mau lapor", "🙏🙏", ""]
)
def test_a_message_with_nothing_in_it_is_bare(text: str, read: Read) -> None:
    found = read(text)
    assert (found.bare, found.kind) == (True, Kind.IRRELEVANT)


def test_a_greeting_with_a_matter_behind_it_is_not_bare(read: Read) -> None:
    assert read("halo, mau lapor AC mati").bare is False


@pytest.mark.parametrize(
    "text", ["jalan berlubang di Plered", "KTP saya belum jadi", "listrik padam terus", "BPJS saya mati"]
)
def test_matters_of_other_offices_are_told_apart(text: str, read: Read) -> None:
    assert read(text).elsewhere is True


def test_papers_of_other_offices_asked_for_a_licence_stay_here(read: Read) -> None:
    assert read("upload KTP ditolak waktu daftar NIB").elsewhere is False
    assert read("izin bengkel minta bukti BPJS segala").elsewhere is False


def test_what_no_phrase_speaks_for_is_a_guess_and_says_so(read: Read) -> None:
    found = read("rembulan kelabu gemericik lembayung cemara merdu")
    assert "kind" in found.abstained
    assert found.confidence["kind"] < 0.5


def test_a_plain_case_is_surer_than_a_mixed_one(read: Read) -> None:
    plain = read("izin saya belum terbit sudah dua bulan, lama sekali, masih menunggu terus")
    mixed = read("lambat, mahal, kotor")
    assert plain.confidence["component"] > mixed.confidence["component"]
    assert "component" not in plain.abstained
    assert "component" in mixed.abstained


@pytest.mark.parametrize("name", ["Andai Permana", "Cahaya Puspita", "Bagus Prakoso", "Indah Sari"])
def test_a_name_that_is_a_word_moves_no_label(name: str, read: Read) -> None:
    written = "Saya {} dari Plered. Izin bengkel belum keluar sejak bulan lalu.\nHormat saya,\n{}"
    plain, named = read(written.format("Dedi Kurnia", "Dedi Kurnia")), read(written.format(name, name))
    assert named.facts.reporter_name == name
    assert (named.kind, named.component, named.sector) == (plain.kind, plain.component, plain.sector)
    assert named.confidence["kind"] == pytest.approx(plain.confidence["kind"], abs=0.01)
    assert named.confidence["component"] == pytest.approx(plain.confidence["component"], abs=0.02)


def test_the_evidence_of_a_sector_is_no_function_word(read: Read) -> None:
    found = read("saya mau lapor, PBG rumah saya belum keluar juga")
    words = {piece.words.lower() for piece in found.evidence["sector"]}
    assert "pbg" in words
    assert words.isdisjoint({"saya", "belum", "juga", "mau"})


def test_the_evidence_of_an_allegation_is_what_was_asked_for(read: Read) -> None:
    found = read("petugas itu katanya minta uang, kalau tidak nanti tidak jadi")
    words = {piece.words.lower() for piece in found.evidence["integrity"]}
    assert "uang" in words
    assert words.isdisjoint({"katanya", "kalau", "kalau tidak", "nanti", "tidak"})


def test_where_no_sector_is_named_nothing_explains_it(read: Read) -> None:
    found = read("petugas loket membentak ibu saya")
    assert found.sector is Sector.UNKNOWN
    assert "sector" not in found.evidence
