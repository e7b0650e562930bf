"""A case's story in the order in which it happened: what was said, noted and done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.case.complaint import Entry
from core.message import Purpose
from core.personal import find_personal
from core.ports.inbox import CaseView, ShownMessage
from core.ports.send import SendState
from web.language import N_, translate
from web.masking import writer
from web.staff.evidence import FIELDS, Segment, segments, telling

EVENTS: Mapping[str, str] = {
    "opened": N_("Kasus dibuka"),
    "classified": N_("Diklasifikasi"),
    "judged": N_("Diperiksa menurut standar pelayanan"),
    "routed": N_("Ditugaskan"),
    "dated": N_("Tenggat dihitung"),
    "not_acknowledged": N_("Tanpa tanda terima otomatis"),
    "linked": N_("Dikaitkan dengan kasus lain"),
    "wrote": N_("Warga menulis lagi"),
    "reopened": N_("Dibuka kembali karena keberatan"),
    "completed": N_("Data dilengkapi"),
    "restricted": N_("Akses dibatasi"),
    "unrestricted": N_("Pembatasan akses dibuka"),
    "handed_over": N_("Penugasan diubah"),
    "withdrawal_wished": N_("Warga ingin mencabut pengaduan"),
    "lapsed": N_("Data tidak dilengkapi sampai batasnya"),
    "withdrawn": N_("Dicabut pelapor"),
    "erased_on_wish": N_("Isi dihapus atas permintaan pelapor"),
    "erased_at_retention": N_("Isi dimusnahkan: masa simpan berakhir"),
    "legal_hold": N_("Ditahan untuk proses hukum"),
    "legal_hold_lifted": N_("Tidak lagi ditahan untuk proses hukum"),
    "corrected": N_("Klasifikasi dikoreksi"),
    "replied": N_("Balasan ditulis"),
    "not_answered": N_("Jawaban ternyata tidak sampai"),
    "answered": N_("Warga sudah menerima jawaban"),
    "taken_back": N_("Balasan dibatalkan sebelum dikirim"),
    "recorded": N_("Diisi pada formulir"),
    "referenced": N_("Nomor di sistem lain"),
    "unreferenced": N_("Nomor di sistem lain dicabut"),
    "taken_over": N_("Diambil dari register lama"),
    "brought_in": N_("Diambil dari berkas SP4N-LAPOR!"),
    "address_confirmed": N_("Alamat dipastikan dengan kode cek"),
    "name_corrected": N_("Nama dibetulkan oleh warga"),
    "acknowledged": N_("Tanda terima diserahkan"),
    "note": N_("Catatan internal ditulis"),
    "seen": N_("Dibaca petugas"),
    "labels_confirmed": N_("Klasifikasi dinyatakan benar"),
    "repeats": N_("Orang yang sama melapor lagi tentang hal yang sama"),
    "grouped": N_("Dikelompokkan dengan laporan lain tentang masalah yang sama"),
    "send_failed": N_("Balasan tidak sampai"),
    "sent_elsewhere": N_("Dikirim ulang lewat saluran lain"),
    "send_held": N_("Balasan ditahan, perlu petugas"),
    "by_hand": N_("Perlu dikirim petugas"),
    "told": N_("Disampaikan petugas"),
    "waived": N_("Tidak perlu disampaikan lagi"),
    "not_told": N_("Petugas tidak dapat menyampaikannya"),
    "bounced": N_("Pesan kami ditolak penerima"),
    "exposed": N_("Kiriman umum memuat data pribadi: warga diminta menghapusnya"),
    "no_public_line": N_("Tanpa balasan umum: kasus terbatas"),
    "public_approved": N_("Balasan umum disetujui"),
    "public_declined": N_("Balasan umum ditolak"),
}
ACTORS: Mapping[str, str] = {"system": N_("otomatis"), "citizen": N_("warga")}
REASONS: Mapping[str, str] = {
    "unreachable": N_("penyedia tidak dapat dihubungi"),
    "throttled": N_("penyedia meminta menunggu"),
    "unauthorised": N_("akses kami ditolak penyedia"),
    "out-of-credit": N_("saldo kami di penyedia habis"),
    "over-budget": N_("batas biaya bulan ini tercapai"),
    "refused": N_("ditolak penyedia"),
    "by-hand": N_("dikirim oleh petugas, bukan oleh sistem"),
    "waived": N_("menurut petugas tidak perlu disampaikan lagi"),
    "not-told": N_("petugas tidak dapat menyampaikannya"),
    "recipient-gone": N_("alamat penerima tidak aktif"),
    "uncertain": N_("tidak jelas apakah sudah berangkat"),
    "erased": N_("isinya sudah dihapus"),
}
# Enhanced mail status codes by their first digits (RFC 3463); the first that fits.
MAIL_STATUS: Mapping[str, str] = {
    "5.1.": N_("alamat penerima tidak dikenal"),
    "5.2.": N_("kotak surat penerima bermasalah"),
    "5.": N_("ditolak server penerima"),
    "4.": N_("server penerima menunda"),
}
REPLIES = frozenset({Purpose.REPLY, Purpose.ANSWER})
TAKEN_BACK = "cancelled"
DEALT_WITH = frozenset(
    {TAKEN_BACK, "waived", "erased"}
)  # codes of messages that nobody needs to look at any more
# These stand in the story as themselves, or say nothing that the page does not show elsewhere.
SILENT = frozenset(
    {
        "note",
        "seen",
        "wrote",
        "replied",
        "opened",
        "classified",
        "judged",
        "dated",
        "routed",
        "referenced",
        "unreferenced",
    }
)


class Part(StrEnum):
    """Who speaks: told apart by place, border and words."""

    IN = "in"
    OUT = "out"
    NOTE = "note"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the story. `stretches` is the text with the words that decided."""

    part: Part
    at: datetime
    by: str
    stretches: tuple[Segment, ...]
    message: ShownMessage | None = None
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def undoable(self) -> bool:
        message = self.message
        return message is not None and message.purpose in REPLIES and message.send_state is SendState.DUE

    @property
    def exposes(self) -> bool:
        """The citizen showed personal data to everybody."""
        message = self.message
        if message is None or not (message.inbound and message.public):
            return False
        return bool(find_personal(message.full_text or message.text))

    @property
    def proposed(self) -> bool:
        """It leaves when an officer approves it."""
        return self.message is not None and self.message.send_state is SendState.PROPOSED

    @property
    def machine(self) -> bool:
        """Written by no person: its words are always the same, and stay folded."""
        return self.part is Part.OUT and not self.by and not self.proposed

    @property
    def gone(self) -> bool:
        """Its person was erased."""
        return self.message.erased if self.message is not None else not any(s.text for s in self.stretches)

    @property
    def taken_back(self) -> bool:
        return self.message is not None and self.message.reason == TAKEN_BACK

    @property
    def by_hand(self) -> bool:
        """An officer's task: this text is to be sent by a person."""
        return self.message is not None and self.message.send_state is SendState.BY_HAND

    @property
    def link(self) -> str:
        """Where to send it; nothing but a page of the web is ever shown as a link."""
        link = self.message.link if self.message is not None else ""
        return link if link.startswith("https://") else ""

    @property
    def troubled(self) -> bool:
        lost = {SendState.FAILED, SendState.HELD, SendState.UNKNOWN}
        message = self.message
        return message is not None and message.send_state in lost and message.reason not in DEALT_WITH

    @property
    def lost(self) -> bool:
        """An officer can tell it otherwise, or say that nobody needs to; what is unknown settles by itself."""
        message = self.message
        return self.troubled and message is not None and message.send_state is not SendState.UNKNOWN


def story(view: CaseView) -> tuple[Item, ...]:
    """Messages, notes and events, oldest first."""
    items = [_message(message, view) for message in view.messages]
    items += [_note(entry) for entry in view.notes]
    items += [_event(entry) for entry in view.entries if entry.what not in SILENT]
    return tuple(sorted(items, key=lambda item: item.at))


def event(entry: Entry) -> str:
    """A line of history in words; a code without words of its own is shown as it is."""
    return translate(EVENTS[entry.what]) if entry.what in EVENTS else entry.what


def actor(names: Mapping[str, str], by: str) -> str:
    """Who did it: an officer by the full name, the system and the citizen by their words."""
    return translate(ACTORS[by]) if by in ACTORS else names.get(by, by)


def reason(code: str) -> str:
    """Why a message of ours did not arrive; a provider's own words are shown as they are."""
    if code in REASONS:
        return translate(REASONS[code])
    status = next((said for digits, said in MAIL_STATUS.items() if code.startswith(digits)), "")
    return f"{translate(status)} ({code})" if status else code


def _message(message: ShownMessage, view: CaseView) -> Item:
    if not message.inbound:
        return Item(Part.OUT, message.at, message.by, (Segment(message.text),), message)
    decided = {name: telling(view.classification, name) for name in FIELDS}
    stretches = segments(message.subject, message.text, decided)
    return Item(Part.IN, message.at, writer(message.sender), stretches, message)


def _note(entry: Entry) -> Item:
    return Item(Part.NOTE, entry.at, entry.by, (Segment(entry.detail.get("text", "")),))


def _event(entry: Entry) -> Item:
    return Item(Part.EVENT, entry.at, entry.by, (Segment(event(entry)),), detail=tuple(entry.detail.items()))
