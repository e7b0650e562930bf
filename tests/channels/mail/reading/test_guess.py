"""Text that nobody declared, or that was declared as Latin, is read in the script in which it was written."""

from __future__ import annotations

import pytest

from channels.mail.reading.charsets import decode
from channels.mail.reading.guess import likely_codec

WRITTEN = {
    "gb18030": ("我要投诉，谢谢。", "投诉办证太慢", "您好，我的许可证已经申请三个月了，还没有收到任何答复。"),
    "big5": ("您好，我要投訴。", "我的申請已經三個月了，還沒有收到任何答覆"),
    "cp932": ("お世話になっております。", "許可の申請について教えてください", "返事がありません"),
    "euc_jp": ("お世話になっております。", "許可の申請について"),
    "cp949": ("안녕하세요", "허가 신청에 대한 답변을 아직 받지 못했습니다."),
    "cp1251": ("Здравствуйте", "Жалоба на задержку", "Ответа до сих пор нет, Анна."),
    "koi8_r": ("Здравствуйте", "Жалоба на задержку выдачи"),
    "iso8859_5": ("Здравствуйте, пишу вам",),
    "cp1253": ("Καλημέρα σας, γράφω",),
    "cp1255": ("שלום רב",),
    "cp874": ("สวัสดีครับ ผมต้องการร้องเรียน",),
}


@pytest.mark.parametrize("declared", ["", "us-ascii", "iso-8859-1", "x-unknown"])
@pytest.mark.parametrize(
    ("codec", "text"), [(codec, text) for codec, texts in WRITTEN.items() for text in texts]
)
def test_text_without_a_true_declaration_is_read(codec: str, text: str, declared: str) -> None:
    assert decode(text.encode(codec), declared) == text


@pytest.mark.parametrize(
    "text",
    ["Voilà le problème, très gênant", "Größe über Österreich", "¿Qué? ¡Sí, señor!", "“”–…", "ÄÖÜ ÉÈ", "é"],
)
def test_western_text_is_left_alone(text: str) -> None:
    assert likely_codec(text.encode("cp1252")) == ""
    assert decode(text.encode("cp1252"), "iso-8859-1") == text


def test_a_letter_cut_at_the_sample_s_end_does_no_harm() -> None:
    text = "投诉" * 3000
    assert decode(b"x" + text.encode("gb18030"), "iso-8859-1") == "x" + text
