"""The words of mail programs, by language: a further language is a further row.

All are lower case. Rows are read by `quotes`, `signatures` and `machines`; each has a mail of its own
among the tests.
"""

from __future__ import annotations

from typing import NamedTuple

from channels.mail.reading.tables import words


class Attribution(NamedTuple):
    """How a program introduces what it quotes: `opening` ... `verb`, at whose end there is a colon."""

    language: str
    openings: tuple[str, ...]
    verbs: tuple[str, ...]


ATTRIBUTIONS = (
    Attribution("id", ("pada ", "tanggal "), ("menulis", "tulis")),
    Attribution("su", ("dina ", "ping ", "tanggal "), ("nyerat", "nulis", "nyeratkeun")),
    Attribution("ms", ("pada ",), ("menulis", "telah menulis")),
    Attribution("jv", ("ing ", "nalika "), ("nyerat", "nulis")),
    Attribution("en", ("on ", "at ", "in a message dated "), ("wrote", "writes")),
    Attribution("nl", ("op ",), ("schreef", "het volgende geschreven")),
    Attribution("de", ("am ",), ("schrieb",)),
)

# What stands before the colon in the lines that head a quoted or forwarded mail -> which field it is.
HEADER_LABELS = {
    label: field
    for field, labels in {
        "from": "from|dari|daripada|pengirim|ti|von|van",
        "sent": "sent|dikirim|dihantar|waktu|gesendet|verzonden",
        "date": "date|tanggal|tgl|tarikh|kaping|datum",
        "to": "to|kepada|ke|untuk|ka|penerima|an|aan",
        "cc": "cc|tembusan|bcc|salinan|reply-to|balas ke",
        "subject": "subject|subjek|perihal|judul|hal|topik|betreff|onderwerp",
    }.items()
    for label in labels.split("|")
}

# Between two rows of dashes, or alone on a line.
SEPARATORS = frozenset(
    {
        "original message",
        "original appointment",
        "forwarded message",
        "forwarded by",
        "pesan asli",
        "pesan asal",
        "pesan awal",
        "pesan terusan",
        "pesan diteruskan",
        "pesan yang diteruskan",
        "meneruskan pesan",
        "surat asli",
        "email asli",
        "mesej asal",
        "mesej yang dimajukan",
        "surat asal",
        "serat asli",
        "talatah asli",
        "seratan asli",
        "pesen asli",
        "pesen terusan",
        "ursprüngliche nachricht",
        "weitergeleitete nachricht",
        "oorspronkelijk bericht",
        "doorgestuurd bericht",
    }
)
FORWARD_LINES = (
    "begin forwarded message:",
    "awal pesan terusan:",
    "awal pesan yang diteruskan:",
    "mulai meneruskan pesan:",
    "mulai pesan terusan:",
    "awal pesan diteruskan:",
    "mitembeyan pesen terusan:",
)

FORWARD_PREFIXES = ("fwd:", "fw:", "trs:", "tr:", "terusan:", "wg:", "doorst:", "diteruskan:", "[fwd")

REPLY_PREFIXES = ("re:", "re[", "bls:", "balas:", "balasan:", "aw:", "antw:", "sv:")

# A line that begins so was written by a telephone.
SURE_DEVICE_OPENINGS = (
    "sent from my ",
    "get outlook for ",
    "dapatkan outlook untuk ",
    "unduh outlook untuk ",
    "kéngingkeun outlook ",
)
# A line that begins so, and names a device or a program, too.
DEVICE_OPENINGS = (
    "sent from ",
    "sent via ",
    "sent using ",
    "sent with ",
    "dikirim dari ",
    "dikirim melalui ",
    "dikirim via ",
    "dikirim menggunakan ",
    "dikirim lewat ",
    "dikirim ti ",
    "dikirimkeun ti ",
    "dikintunkeun ti ",
    "dikirim nganggo ",
    "terkirim dari ",
    "terkirim melalui ",
    "dihantar dari ",
    "dihantar daripada ",
    "von meinem ",
    "verzonden vanaf ",
    "verstuurd vanaf ",
)
DEVICES = frozenset(
    words(
        "iphone ipad ios android samsung galaxy ponsel smartphone telepon hape hp handphone yahoo outlook gmail mail email "
        "xiaomi redmi poco oppo vivo realme huawei nokia blackberry perangkat peranti gawai tablet windows mobile aplikasi "
        "proton protonmail laptop phone mac hotmail thunderbird infinix tecno advan evercoss asus sony lenovo gerät"
    )
)

# Whole lines that free services add.
ADVERTISEMENTS = (
    "virus-free.",
    "bebas virus.",
    "www.avast.com",
    "yahoo mail:",
    "yahoo mail di android",
    "mailtrack",
    "sent with mailtrack",
    "tidak ada virus",
    "this email has been checked for viruses",
    "email ini telah diperiksa",
)

# How a paragraph of fine print begins; it counts only with one of the marks below in it.
DISCLAIMER_OPENINGS = (
    "this e-mail",
    "this email",
    "this message",
    "the information contained in",
    "the information in this",
    "the contents of this",
    "confidentiality notice",
    "confidential",
    "disclaimer",
    "important notice",
    "notice:",
    "if you are not the intended recipient",
    "email ini",
    "e-mail ini",
    "surel ini",
    "pesan ini",
    "surat elektronik ini",
    "informasi yang terkandung",
    "informasi dalam",
    "isi email ini",
    "penafian",
    "sangkalan",
    "peringatan:",
    "perhatian:",
    "rahasia",
    "serat ieu",
    "surélék ieu",
)
DISCLAIMER_MARKS = (
    "confidential",
    "privileged",
    "intended recipient",
    "intended solely",
    "intended only",
    "rahasia",
    "penerima yang dituju",
    "penerima yang dimaksud",
    "ditujukan hanya",
    "hanya ditujukan",
    "hanya untuk penerima",
    "bukan penerima",
    "rusiah",
)

# Where mailing lists begin their footer.
LIST_FOOTERS = (
    "to unsubscribe",
    "unsubscribe:",
    "you received this message because you are subscribed",
    "anda menerima pesan ini karena anda berlangganan",
    "anda menerima email ini karena anda berlangganan",
    "untuk berhenti berlangganan",
    "berhenti berlangganan",
)
