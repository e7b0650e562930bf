"""Complaints by invented people, in Indonesian, always the same for the same number."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

GIVEN = [
    "Asep",
    "Cecep",
    "Dadan",
    "Euis",
    "Fitri",
    "Gilang",
    "Hani",
    "Iis",
    "Jajang",
    "Kokom",
    "Lilis",
    "Maman",
    "Neng",
    "Oman",
    "Rina",
    "Siti",
    "Tatang",
    "Ujang",
]
FAMILY = [
    "Suryana",
    "Wulandari",
    "Hidayat",
    "Permana",
    "Lestari",
    "Kurniawan",
    "Nuraeni",
    "Saputra",
    "Rahayu",
    "Gunawan",
    "Maulana",
    "Handayani",
]
STREETS = ["Melati", "Kenanga", "Cempaka", "Flamboyan", "Dahlia", "Anggrek", "Teratai", "Bougenville"]
PERMITS = (
    "izin mendirikan bangunan",
    "izin praktik bidan",
    "izin usaha warung makan",
    "izin reklame",
    "izin apotek",
    "izin trayek angkutan",
    "izin usaha peternakan ayam",
    "izin lembaga kursus",
    "izin penimbunan limbah",
    "izin lokasi gudang",
)
TROUBLES = (
    "belum juga selesai padahal sudah lewat {days} hari kerja sejak berkas dinyatakan lengkap",
    "diminta melengkapi persyaratan yang tidak tercantum di papan pengumuman",
    "dikenai biaya Rp{price} yang tidak ada dalam daftar tarif resmi",
    "tidak bisa diunggah karena aplikasi selalu menampilkan pesan galat nomor {days}",
    "ditolak tanpa alasan tertulis dan petugas loket tidak mau menjelaskan prosedurnya",
    "diproses oleh petugas yang bersikap tidak ramah dan membentak saya di depan antrean",
)
ASIDES = (
    "Saya sudah datang ke loket {count} kali dan setiap kali diminta kembali minggu depan.",
    "Ruang tunggu penuh, kipas angin mati, dan tidak ada kursi untuk orang tua.",
    "Nomor antrean saya {number}, dilayani oleh loket {count}.",
    "Bukti penerimaan berkas bernomor {number} saya simpan di rumah.",
    "Tetangga saya mengurus hal yang sama dan selesai dalam {count} hari.",
    "Mohon penjelasan kapan surat tersebut dapat saya ambil.",
    "Usaha saya tidak dapat berjalan selama surat itu belum terbit.",
    "Saya mohon pengaduan ini ditindaklanjuti sesuai standar pelayanan.",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A complaint as a person wrote it. Every fifth person writes twice (in other words)."""

    number: int
    name: str
    address: str
    phone: str
    subject: str
    text: str


@lru_cache(maxsize=20_000)
def letter(number: int) -> Letter:
    chance = random.Random(f"letter {number}")
    person = number - 1 if number % 5 == 4 else number
    name, street = _person(person)
    permit, trouble = chance.choice(PERMITS), chance.choice(TROUBLES)
    fields = {
        "days": chance.randint(15, 90),
        "price": f"{chance.randint(5, 90) * 10}.000",
        "count": chance.randint(2, 7),
        "number": chance.randint(1000, 9999),
    }
    sentences = [f"Pengajuan {permit} saya {trouble}.", *chance.sample(ASIDES, chance.randint(3, 6))]
    body = " ".join(sentences).format(**fields)
    phone = f"0812-0000-{person % 10_000:04}"
    text = (
        f"Yth. Bapak/Ibu petugas,\n\nSaya {name}, tinggal di Jalan {street} Nomor {fields['days']}.\n{body}\n\n"
        f"Hormat saya,\n{name}\n{phone}\n"
    )
    subject = f"Pengaduan {permit} nomor {fields['number']}"
    return Letter(number, name, f"warga{person}@example.org", phone, subject, text)


def letters(count: int, first: int = 0) -> list[Letter]:
    return [letter(number) for number in range(first, first + count)]


def _person(number: int) -> tuple[str, str]:
    chance = random.Random(f"person {number}")
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", chance.choice(STREETS)
