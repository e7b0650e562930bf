"""Indonesian, Sundanese, English, or two of them: told by function words, which nobody borrows lightly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.classify.labels import Language

_WORD = re.compile(r"[^\W\d_]+")
MOST_CHARACTERS = 3_000
"""The language is told from the beginning of a text."""

_LEAST_FOR_MIXED = 2.0
_SHARE_FOR_MIXED = 0.2
_ENDING = 0.5
_SHORTEST_WITH_ENDING = 5

_INDONESIAN = """
    yang yg dan tidak tdk gak ga nggak ngga enggak sudah udah udh blm belum dari dr untuk utk dengan dgn
    saya sy aku kami kita anda dia mereka ini itu adalah ada apa apakah bagaimana gimana gmn kenapa knp mengapa
    kapan dimana mana siapa berapa sangat sekali banget bgt juga jg lagi saja aja tapi tetapi karena krn kalau kalo
    jika bila agar supaya biar akan bisa bs harus mau ingin tolong mohon terima makasih kok sih dong deh nih kan
    lah pun sampai sampe dalam pada oleh seperti sama setelah sebelum ketika waktu saat masih hanya cuma lebih
    kurang semua setiap tiap para punya pernah selalu terus malah padahal katanya disuruh diminta orang hari bulan
    minggu tahun jam kemarin besok tadi nanti sekarang skrg cara baik cepat lama tanya
    atas bawah depan belakang sejak buat jangan bukan ataupun atau maaf seorang rumah tetap
    pelayanan petugas petugasnya dibuka dibalas diajukan bantu tempat masuk keluar
"""
_SUNDANESE = """
    teu henteu can acan geus tos parantos atos enggeus abdi kuring urang anjeun maneh manehna aranjeunna ieu eta
    nu anu jeung sareng ti keur kanggo pikeun ku ka dina kana tina naon kumaha naha kunaon iraha sabaraha saha
    mana wae bae weh mah teh atuh euy kitu kieu pisan teuing loba seueur lila lami gancang enggal hese sesah gampil
    aya euweuh bade rek hoyong daek kedah kudu bisaeun tiasa upami lamun mun sangkan ngarah supados cenah ceunah
    saur hatur nuhun punten sampurasun rampes wilujeng dinten poe sasih sabulan tilu opat genep salapan sapuluh
    kamari ayeuna engke tadina bieu deui oge ge tapina nanging sabab margi ari da bet asa jiga siga kawas nya
    kalah dipenta dibere dititah ditanya nyarekan ngadu ngajelaskeun ngurus ngurusna matak lieur unggal nepi
    ngan hiji dua heula heulanan beres rengse kaluar kaluarna ditungguan diantos mugia mugi alus sae awon goreng
    bageur someah jalma jalmi kolot lembur ngaran nami robah balik mere masihan ngadamel nyieun meser bukana muka
    mukana tabuh enjing sonten wengi tur jero hareup tukang leungit ruksak paeh heurin hareudang jempe jangji
    palayanan patugas sarat saratna carana biayana bebeja beja bilih panginten katukang kapengker rohangan
    tapi kurang bisa minggu jam dibuka cara mohon bulan saja
"""
_ENGLISH = """
    the a an and or but of to in on at for from with by is are was were be been being am do does did done have has
    had having i you he she it we they me my your his her its our their this that these those there here what which
    who when where why how not no never still yet already very too so please thank thanks would could should can
    will shall may might must get got give gave ask asked asks tell told tells need want help hello hi good morning
    if because about after before until than then them us any some all more most much many only just also every
    nobody nothing somebody someone anything ago yesterday today week weeks month months day days year last next
    open opening hours great excellent quick service staff rude broken cheap buy now click keep keeps maybe
    make fix another other same different officer counter permit license licence application
"""


def _telling_words() -> dict[str, Language]:
    """Each word's language; a word that two of them share tells nothing."""
    told: dict[str, Language | None] = dict.fromkeys(("i", "a", "in", "an"))
    for language, words in (
        (Language.INDONESIAN, _INDONESIAN),
        (Language.SUNDANESE, _SUNDANESE),
        (Language.ENGLISH, _ENGLISH),
    ):
        for word in dict.fromkeys(words.split()):
            told[word] = None if word in told else language
    return {word: language for word, language in told.items() if language is not None}


_LANGUAGE_OF = _telling_words()

Hint = tuple[Language, float]
"""A language that a word speaks for, and how loudly."""


def detect(text: str) -> Language:
    """The language of a text; Indonesian where nothing tells (domain, 2.2)."""
    return weigh(hints(text[:MOST_CHARACTERS]))[0]


def hints(text: str) -> tuple[Hint, ...]:
    """What each word of a text tells of its language; most tell nothing."""
    found = [_hint(word) for word in _WORD.findall(text.lower().replace("é", "e"))]
    return tuple([hint for hint in found if hint is not None])


def _hint(word: str) -> Hint | None:
    language = _LANGUAGE_OF.get(word)
    if language is not None:
        return language, 1.0
    if len(word) >= _SHORTEST_WITH_ENDING:
        if word.endswith("nya"):
            return Language.INDONESIAN, _ENDING
        if word.endswith(("keun", "na", "eun")):
            return Language.SUNDANESE, _ENDING
    return None


def weigh(told: Iterable[Hint]) -> tuple[Language, float]:
    """The language that words speak for and how sure that is, from 0 (no word told) to 1."""
    points = {Language.INDONESIAN: 0.0, Language.SUNDANESE: 0.0, Language.ENGLISH: 0.0}
    for language, loudness in told:
        points[language] += loudness
    first = max(points, key=points.__getitem__)
    _, second, most = sorted(points.values())
    if most == 0:
        return Language.INDONESIAN, 0.0
    if second >= _LEAST_FOR_MIXED and second >= _SHARE_FOR_MIXED * (most + second):
        return Language.MIXED, min(1.0, second / most)
    return first, (most - second) / (most + 1)
