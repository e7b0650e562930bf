"""What a message states by itself."""

from collections.abc import Callable
from datetime import date

import pytest

from core.classify.labels import Classification, ServiceState, ServiceType

Read = Callable[[str], Classification]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nama saya Siti Aminah, izin apotek belum keluar", "Siti Aminah"),
        ("Saya Dedi Kurniawan dari Plered mau lapor", "Dedi Kurniawan"),
        ("saya asep, toilet jorok", "Asep"),
        ("nama saya dedi kurniawan dari pasawahan", "Dedi Kurniawan"),
        ("NAMA SAYA RINA WATI, TOILET JOROK", "Rina Wati"),
        ("abdi Ujang ti Wanayasa bade lapor", "Ujang"),
        ("My name is Sarah Tan. I need help", "Sarah Tan"),
        ("AC mati.\nHormat saya,\nIbu Rina Wulandari, S.E.", "Rina Wulandari"),
        ("AC mati.\nHormat kami,\nH. Ahmad Fauzi", "Ahmad Fauzi"),
        ("AC mati.\nTerima kasih\nBudi Santoso", "Budi Santoso"),
        ("AC mati. ttd Budi", "Budi"),
        ("AC mati.\n\n- Yuli Astuti", "Yuli Astuti"),
        ("Nama: Budi Santoso\nAlamat: Plered\nAC mati", "Budi Santoso"),
        ("saya bidan Lilis, SIP belum keluar", "Lilis"),
        ("saya lilis mardianti mau lapor", "Lilis Mardianti"),
        ("Pak saya Rosyid Abdulkarim, reklame ditolak", "Rosyid Abdulkarim"),
        ("siang pa, sy nengsih dr plered mau lapor", "Nengsih"),
        ("Lapor. Nama Karta Wijaksana. Depot saya salah alamat", "Karta Wijaksana"),
        ("RETRIBUSI DITAGIH 2 KALI. NAMA HENDRA TANUDIREJA", "Hendra Tanudireja"),
        ("ya sudah deh saya kasih nama: Yoga Permanadi. tolong diurus", "Yoga Permanadi"),
        ("Izin PAUD belum terbit. Nama: Sri Wahyuningdyah", "Sri Wahyuningdyah"),
        ("saya mau protes, pelayanannya buruk. Joko Prasetyantoro", "Joko Prasetyantoro"),
        ("AC mati.\nSalam,\nBd. Sekar Ayuningrum, S.Keb", "Sekar Ayuningrum"),
    ],
)
def test_a_name_is_read_as_introduced_or_signed_without_titles(text: str, name: str, read: Read) -> None:
    assert read(text).facts.reporter_name == name


@pytest.mark.parametrize(
    "text",
    [
        "Pak Dedi, AC di ruang tunggu mati",
        "NIB atas nama: Budi Santoso belum terbit",
        "Petugasnya judes, nama: Dedi Kurniawan",
        "ibu saya Rukmini disuruh pulang",
        "Nama usaha saya salah. Tolong diperbaiki",
        "Toilet kotor. Mohon Diperbaiki",
        "Yang melayani Ibu Ratna Sari. Tidak ramah.",
        "Yth. Bapak Kepala Dinas, saya mau lapor",
        "AC mati. Terima kasih Pak Dedi",
        "AC mati. Makasih, Bu Rina",
        "saya dilayani petugas bernama Rina dan dibentak",
        "petugasnya namanya Budi galak",
        "saya ibu rumah tangga, syaratnya ribet",
        "Saya Mau Lapor AC mati",
        "SAYA MAU LAPOR AC MATI",
        "saya pemilik warung kopi di Plered",
        "saya kecewa",
        "I am very disappointed",
    ],
)
def test_who_is_greeted_or_accused_is_not_the_reporter(text: str, read: Read) -> None:
    assert read(text).facts.reporter_name is None


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir,\n\nThe permit is late.\n\nRegards",
        "Izin saya lama.\n\nWassalamualaikum",
        "mohon maaf mengganggu",
        "Kind regards",
    ],
)
def test_a_closing_without_a_name_signs_nothing(text: str, read: Read) -> None:
    facts = read(text).facts
    assert (facts.reporter_name, facts.bare_name) == (None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Toilet kotor.\n\n- Hendra, CV Karya Tujuh", "Hendra"),
        ("Rgds, Dewi - HSE", "Dewi"),
        (
            "Regards,\n\nDr. Andreas Weber\nPlant Manager\n0812-0000-1111\n\nThe lift is broken.",
            "Andreas Weber",
        ),
        ("AC di ruang tunggu mati. drg. Kalista", "Kalista"),
        ("lampu mati\n-yanto", "Yanto"),
        ("Parkiran rusak\nRatna Dewi\nKetua RT 03, Perum Bumi Hegar", "Ratna Dewi"),
        ("Koh Liem di sini, izin toko saya kapan keluar", "Liem"),
        ("Salam, dengan Pak RT Sobari dari Cikeris. Antrean kacau", "Sobari"),
        ("aku sih Dimas, wifinya lemot", "Dimas"),
        ("Pengirim = Tarmizi\nIsi = toilet kotor", "Tarmizi"),
        ("Hormat kami, Yayasan Bina Tunas", None),
        ("Salam,\nWarga Perumahan Griya Asri", None),
        ("merek saya Sambal Ibu Tuti belum terdaftar", None),
        ("saya dari Jakarta mau buka cabang", None),
        ("saya suami dari pemohon, Siti Hajar, PBG belum terbit", None),
        ("Dengan Bu Ratna susah sekali bicara", None),
        ("Izin klinik belum terbit. Terima kasih, dr. Yusuf", "Yusuf"),
        ("Terima kasih dr. Yusuf petugas loket 2", None),
        ("Terima kasih, dr. Yusuf sudah membantu", None),
        ("jangan bentak orang tua. salam, cucunya nenek Ijah", None),
    ],
)
def test_who_signs_with_a_role_a_title_or_a_dash_is_told_from_firms_and_owners(
    text: str, name: str | None, read: Read
) -> None:
    assert read(text).facts.reporter_name == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("no PBG-321410-120826-07 belum jalan", "PBG-321410-120826-07"),
        ("nomor SIPA/0417/2026 salah", "SIPA/0417/2026"),
        ("nopen 0098123/XI/2026 macet", "0098123/XI/2026"),
        ("reg. 2026.11.0457 ditolak", "2026.11.0457"),
        ("nomer berkas na 4471-DPM", "4471-DPM"),
        ("NIB: 0220 0012 34567", "0220 0012 34567"),
        ("nomor permohonannya 20 11 4457", "20 11 4457"),
        ("tanda terima 118/TT/MPP/2026 hilang", "118/TT/MPP/2026"),
        ("hp 081200001234, berkas 2026/SIP/771", "2026/SIP/771"),
        ("berkas 12/11/2026 masuk", None),
        ("biaya pendaftaran 2.500.000", None),
        ("pendaftaran 2025/2026", None),
        ("pengajuan 150000 rupiah", None),
        ("Perda nomor 7/2023 dan surat edaran nomor SE-12/DPMPTSP/2026", None),
        ("laporan nomor 123/LP/2026 belum dibalas", None),
        ("nomor antrean A-00471 dilewati", None),
        ("nomor rekening 1234567890", None),
    ],
)
def test_a_number_of_the_process_is_told_by_name_or_form_from_all_others(
    text: str, number: str | None, read: Read
) -> None:
    assert read(text).facts.application_no == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bengkel di Perum Bumi Hegar Blok C3 No. 7 tanpa izin", "Perum Bumi Hegar"),
        ("kandang di kp. pasir angin rt 02/05 bau", "kp. pasir angin"),
        ("klinik di jalan veteran tanpa izin", "jalan veteran"),
        ("toko di desa munjul", "Munjul"),
        ("AC di mpp mati", "MPP"),
        ("sistemnya tidak jalan blas", None),
        ("dua desa. Wajar jadwalnya penuh", None),
        ("Dari Perum Bumi Hegar ke MPP, loket 3 tutup", "MPP"),
    ],
)
def test_estates_and_streets_are_places_as_they_are_written(text: str, place: str | None, read: Read) -> None:
    assert read(text).facts.place == place


def test_of_two_days_the_one_beside_the_receipt_is_its_day(read: Read) -> None:
    facts = read("masuk 2 November, terbit 16 November, tapi luasnya keliru di PBG").facts
    assert (facts.service_date, facts.service_received_on) == (date(2026, 11, 2), date(2026, 11, 16))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("ulah disebat ngaran abdi nya", True),
        ("ulah dugi ka kauninga ku batur", True),
        ("jangan bawa-bawa nama saya ke petugasnya", True),
        ("please don't reveal who told you", True),
        ("nama direktur kami jangan disingkat di NIB", False),
        ("jangan bawa-bawa nama bupati", False),
        ("nama ibu kandung harus disebut di formulir", False),
        ("petugas jangan pura-pura tidak tahu", False),
    ],
)
def test_a_wish_for_secrecy_is_about_who_tells(text: str, wish: bool, read: Read) -> None:
    assert read(text).facts.anonymity_wish is wish


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nomor permohonan I-20261005112233 belum diproses", "I-20261005112233"),
        ("no. registrasi: 503/1234/2026", "503/1234/2026"),
        ("NIB saya 9120001234567 salah alamat", "9120001234567"),
        ("application number 2026-PWK-00871 is lost", "2026-PWK-00871"),
        ("tiket saya PWK-2026-000123-K gimana", None),
        ("nomor berkas PWK-2026-000123-K gimana", None),
        ("nomor hp saya 081200001111", None),
        ("sudah 12345 kali berkas saya 2 ditolak", None),
    ],
)
def test_an_application_number_is_never_our_own_ticket(text: str, number: str | None, read: Read) -> None:
    assert read(text).facts.application_no == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("kemarin saya ke loket", date(2026, 11, 19)),
        ("kemarin lusa saya ke loket", date(2026, 11, 18)),
        ("izin diajukan 3 minggu lalu", date(2026, 10, 30)),
        ("izin diajukeun sabulan katukang", date(2026, 10, 20)),
        ("diajukan tgl 12", date(2026, 11, 12)),
        ("diajukan tgl 25", date(2026, 10, 25)),
        ("diajukan 12 Maret 2026", date(2026, 3, 12)),
        ("diajukan 12/3/26", date(2026, 3, 12)),
        ("submitted on March 12, 2026", date(2026, 3, 12)),
        ("izin sudah 3 minggu belum keluar", date(2026, 10, 30)),
        ("izin sudah lama belum keluar", None),
        ("izin berminggu-minggu belum keluar", None),
        ("izin diajukan bulan lalu", None),
        ("jatuh tempo 12 Maret 2027", None),
    ],
)
def test_a_day_is_reckoned_from_the_day_of_writing(text: str, day: date | None, read: Read) -> None:
    assert read(text).facts.service_date == day


def test_of_several_days_the_submission_counts(read: Read) -> None:
    text = "Rapat RT 1 November 2026. Izin kami ajukan tanggal 5 Oktober 2026, belum terbit"
    assert read(text).facts.service_date == date(2026, 10, 5)


def test_the_day_of_receipt_is_only_what_the_text_ties_to_the_receipt(read: Read) -> None:
    received = read("sertifikat saya terima tanggal 3 November 2026 tapi namanya salah").facts
    pending = read("izin diajukan 3 November 2026 belum saya terima").facts
    assert (received.service_state, received.service_received_on) == (
        ServiceState.RECEIVED,
        date(2026, 11, 3),
    )
    assert (pending.service_state, pending.service_received_on) == (ServiceState.PENDING, None)


def test_a_day_in_another_sentence_is_not_the_day_of_receipt(read: Read) -> None:
    facts = read("sertifikat sudah saya terima tapi salah nama. Rapat RT 3 November 2026").facts
    assert (facts.service_state, facts.service_received_on) == (ServiceState.RECEIVED, None)


def test_the_state_is_unknown_where_nothing_is_said(read: Read) -> None:
    assert read("toiletnya jorok").facts.service_state is ServiceState.UNKNOWN


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("PBG rumah belum terbit", ServiceType.PBG),
        ("IMB saya belum terbit", ServiceType.PBG),
        ("SIP bidan belum terbit", ServiceType.SIP_HEALTH),
        ("NIB salah nama", ServiceType.NIB),
        ("izin reklame belum terbit", ServiceType.BILLBOARD),
        ("UKL-UPL belum disetujui", ServiceType.ENVIRONMENT_APPROVAL),
        ("izin hotel belum terbit", ServiceType.LICENCE),
        ("toilet jorok", None),
    ],
)
def test_the_product_is_told_by_its_name(text: str, service: ServiceType | None, read: Read) -> None:
    assert read(text).facts.service_type == service


def test_the_service_is_named_as_written(read: Read) -> None:
    assert read("ijin  Apotik saya blm terbit").facts.service_name == "ijin  Apotik"


def test_wishes_are_heard(read: Read) -> None:
    assert read("petugas judes, jangan sebut nama saya").facts.anonymity_wish is True
    assert read("tolong rahasiakan identitas saya").facts.anonymity_wish is True
    assert read("nama saya Budi, petugas judes").facts.anonymity_wish is False
    assert read("sudah beres min, aduan saya batal saja").facts.withdraws is True
    assert read("izin belum beres").facts.withdraws is False


@pytest.mark.parametrize(
    ("text", "has_object"),
    [
        ("pelayanan jelek", False),
        ("AC mati di MPP", True),
        ("izin apotek belum terbit", True),
        ("petugas loket 3 judes", True),
        ("petugasnya judes", False),
        ("izin apotek syaratnya apa saja?", False),
        ("saran: tambah kursi", False),
        ("saran: toiletnya jorok, sebaiknya dibersihkan", True),
        ("saran: tambah kursi di ruang tunggu supaya tidak penuh", False),
        ("no. reg. 2026-11-0457 ditolak", True),
        ("pelayanan di Perum Bumi Hegar tanpa izin", True),
    ],
)
def test_an_object_is_what_is_wrong_and_with_what(text: str, has_object: bool, read: Read) -> None:
    assert read(text).facts.has_object is has_object


def test_an_officer_is_described_by_desk_name_or_looks(read: Read) -> None:
    assert read("petugas berkacamata di loket 2 membentak saya").facts.officer_described is True
    assert read("mas yang pakai kemeja kotak-kotak melempar map saya").facts.officer_described is True
    assert read("nu nganggo tudung pink di loket 2 teu daek ngajawab").facts.officer_described is True
    assert read("petugasnya judes").facts.officer_described is False
    assert read("tidak ada yang jaga di loket 2").facts.officer_described is False
    assert read("pemohon berbaju merah menyerobot").facts.officer_described is False


def test_the_counter_outranks_the_village_as_the_place(read: Read) -> None:
    assert read("saya Asep dari Plered, AC di MPP Bale Madukara mati").facts.place == "MPP Bale Madukara"
    assert read("warung saya di Plered, izin belum keluar").facts.place == "Plered"


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("siti aminah", "Siti Aminah"),
        ("yanto", "Yanto"),
        ("a.n. Yanto", "Yanto"),
        ("atas nama siti nurjanah", "Siti Nurjanah"),
        ("dengan bu hj. euis kurniasih", "Euis Kurniasih"),
        ("H. Dadang Suhendar, S.E.", "Dadang Suhendar"),
        ("rina min", "Rina"),
        ("Ratna.", "Ratna"),
        ("Bagus Permana", "Bagus Permana"),
        ("rizky ramadhan 081200001111", "Rizky Ramadhan"),
        ("Siti Aminah, apotek di plered", "Siti Aminah"),
        ("izin reklame\nAsep Sunandar", "Asep Sunandar"),
        ("dadang sumpena ti wanayasa", "Dadang Sumpena"),
        ("Re: PWK-2026-000008-Y: Pengaduan Bapak/Ibu telah kami terima\nyanto", "Yanto"),
    ],
)
def test_a_bare_name_is_read_as_one_who_was_asked_for_it_answers(answer: str, name: str, read: Read) -> None:
    assert read(answer).facts.bare_name == name


@pytest.mark.parametrize(
    "answer",
    [
        "gimana min",
        "kapan selesai",
        "iya betul",
        "ok makasih",
        "sudah saya kirim",
        "wkwkwk",
        "hadeuh, lama amat",
        "Lho, kok begitu",
        "Bukan, itu akun anak saya.",
        "plered",
        "apotek sehat",
        "loket 3",
        "hamba allah",
        "rahasia",
        "berkas lengkap pak",
        "kumaha ieu teh",
        "Re: PWK-2026-000008-Y: Pengaduan Bapak/Ibu telah kami terima\nYA",
        "",
    ],
)
def test_what_is_no_name_is_none_however_short_it_is(answer: str, read: Read) -> None:
    assert read(answer).facts.bare_name is None


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("Pelayanan di loket lambat sekali, antrian 3 jam.", True),
        ("antrian panjang, yang dibuka cuma satu", True),
        ("pelayanan jelek", False),
        ("saya kecewa", False),
    ],
)
def test_a_queue_and_a_counter_are_an_object_and_bad_service_is_none(
    text: str, clear: bool, read: Read
) -> None:
    assert read(text).facts.has_object is clear
