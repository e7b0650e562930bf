"""Which charset text is in that nobody declared, or that was declared as Latin and cannot be.

Counting letters, not words: it must work on a subject of three words. "" where nothing is likely.
"""

from __future__ import annotations

import re

_HIGH = bytes(range(0x80, 0x100))
_LATIN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SAMPLE = 4096
_LEAST_HIGH = 6
_KANA = re.compile("[\u3041-\u30fe\uff66-\uff9d]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_GREEK = re.compile("[α-ωά-ώ]")
_GREEK_ACCENT = re.compile("[άέήίόύώ]")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_THAI = re.compile("[\u0e01-\u0e2e]")  # consonants: signs alone are other alphabets' letters
_HAN = re.compile("[\u4e00-\u9fff\u3000-\u3011\uff01-\uff1f]")
_CYRILLIC = re.compile("[а-яё]")
_RARE = re.compile("[\ue000-\uf8ff\u3400-\u4dbf\U00010000-\U0010ffff\x80-\x9f]")


def likely_codec(raw: bytes) -> str:
    """The codec for text most of whose letters are no Latin ones."""
    raw = raw[:_SAMPLE]
    high = len(raw) - len(raw.translate(None, _HIGH))
    latin = len(raw) - len(raw.translate(None, _LATIN))
    if high < _LEAST_HIGH or high < latin:  # Big5's second bytes are letters, too
        return ""
    return _cyrillic(raw) or _greek_or_hebrew(raw) or _asian(raw)


def _greek_or_hebrew(raw: bytes) -> str:
    if _share(raw, "cp1255", _HEBREW) >= 0.95:
        return "cp1255"
    accented = _GREEK_ACCENT.search(raw.decode("cp1253", "replace")) is not None
    return "cp1253" if accented and _share(raw, "cp1253", _GREEK) >= 0.75 else ""


def _asian(raw: bytes) -> str:
    """Told by the script that appears when the bytes are read right."""
    for codec, script, least in (
        ("cp932", _KANA, 0.3),
        ("euc_jp", _KANA, 0.3),
        ("cp949", _HANGUL, 0.95),
        ("gb18030", _HAN, 0.95),
        ("big5hkscs", _HAN, 0.95),
        ("cp874", _THAI, 0.45),
    ):
        if _share(raw, codec, script) >= least:
            return codec
    return ""


def _share(raw: bytes, codec: str, script: re.Pattern[str]) -> float:
    """How much of the text beyond ASCII is in a script; 0 where the bytes cannot be read so."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as broken:
        if broken.start < len(raw) - 1 or len(raw) < _SAMPLE:
            return 0
        text = raw[: broken.start].decode(codec)  # the sample ends within a letter
    beyond = sum(not character.isascii() for character in text)
    if not beyond or _RARE.search(text) is not None:
        return 0
    # Half-width katakana are single bytes of any Western letter: kana alone in that form prove nothing.
    if script is _KANA and codec == "cp932" and re.search("[\u3041-\u30fe]", text) is None:
        return 0
    return len(script.findall(text)) / beyond


def _cyrillic(raw: bytes) -> str:
    """Windows, KOI8 or ISO: the one in which words are in small letters, with the commonest among them.

    Greek and Hebrew lie in the same places; they have no letter at that of Windows' "а" or "я", or no capitals.
    """
    shares = {
        codec: len(_CYRILLIC.findall(raw.decode(codec, "replace")))
        for codec in ("cp1251", "koi8_r", "iso8859_5")
    }
    best = max(shares, key=lambda codec: shares[codec])
    high = len(raw) - len(raw.translate(None, _HIGH))
    text = raw.decode(best, "replace")
    telling = "а" in text and (any("А" <= character <= "Я" for character in text) or "я" in text)
    return best if telling and shares[best] >= 0.75 * high else ""
