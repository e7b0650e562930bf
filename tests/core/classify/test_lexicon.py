"""The lexicons: what the office may add, and what it is told when it errs."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.models import model_directory, open_classifier
from core.classify import lexicon
from core.classify.kept import get_model
from core.classify.labels import Sector
from core.classify.model.file import Model
from core.classify.tokens import tokenise
from core.classify.trained import TrainedClassifier
from core.errors import ConfigError

DAY = date(2026, 11, 20)
SHIPPED = Path(lexicon.__file__).parent / "lexicon"


def shipped_model() -> Model:
    return get_model(model_directory())


def test_the_office_adds_words_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "sector.toml").write_text('[tourism]\nbusiness = ["usaha glambar"]\n', encoding="utf-8")
    text = "izin usaha glambar belum terbit"
    assert open_classifier().classify(text, DAY).sector is Sector.UNKNOWN
    assert open_classifier(tmp_path).classify(text, DAY).sector is Sector.TOURISM


@pytest.mark.parametrize("sector", [sector for sector in Sector if sector is not Sector.UNKNOWN])
def test_a_word_of_the_office_names_its_sector_in_any_sentence(sector: Sector, tmp_path: Path) -> None:
    (tmp_path / "sector.toml").write_text(f'[{sector.value}]\nlicence = ["glambar"]\n', encoding="utf-8")
    classifier = open_classifier(tmp_path)
    sentences = (
        "petugas {} judes sekali",
        "biaya {} kemahalan",
        "{} kapan jadi?",
        "terima kasih {} sudah jadi",
    )
    found = {classifier.label(sentence.format("glambar")).verdict.sector for sentence in sentences}
    assert found == {sector}


def test_a_word_of_the_office_outweighs_what_its_parts_mean_elsewhere(tmp_path: Path) -> None:
    """The permit for water is one for minerals; the office knows that a water ride is none."""
    (tmp_path / "sector.toml").write_bytes(b'\xef\xbb\xbf[tourism]\nbusiness = ["wahana air"]\n')
    text = "izin wahana air saya belum terbit"
    assert open_classifier().classify(text, DAY).sector is Sector.ENERGY_MINERALS
    found = open_classifier(tmp_path).classify(text, DAY)
    assert found.sector is Sector.TOURISM
    assert "sector" not in found.abstained
    assert found.evidence["sector"][0].words == "wahana air"
    assert open_classifier(tmp_path).classify("PBG wahana air", DAY).sector is Sector.PUBLIC_WORKS_HOUSING


def test_a_folder_of_its_own_takes_the_place_of_the_shipped_lexicons(tmp_path: Path) -> None:
    (tmp_path / "sector.toml").write_text('[nuclear]\nlicence = ["blub"]\n', encoding="utf-8")
    found = TrainedClassifier(shipped_model(), tmp_path).classify("blub saya belum terbit", DAY)
    assert found.sector is Sector.NUCLEAR
    rules = {piece.rule for piece in found.evidence["component"]}
    assert rules <= {"component/learnt", "sector/nuclear/licence: blub"}


def test_the_version_follows_the_content_of_the_lexicons(tmp_path: Path) -> None:
    shipped = open_classifier().version
    assert shipped.startswith("linear-")
    assert len(shipped) == len("linear-1a2b3c4d")
    assert open_classifier().version == shipped
    (tmp_path / "bare.toml").write_text('[bare]\nusual = ["blub"]\n', encoding="utf-8")
    assert open_classifier(tmp_path).version != shipped
    assert open_classifier().classify("halo", DAY).version == shipped


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("sector.toml", '[turism]\nbusiness = ["x"]', ("sector.toml", "turism", "tourism")),
        ("sector.toml", '[tourism]\nbusines = ["x"]', ("sector.toml", "busines", "business")),
        ("sector.toml", '[tourism]\nbusiness = "x"', ("sector.toml", "business", "list")),
        ("sector.toml", '[tourism]\nbusiness = [" "]', ("sector.toml", "business", "texts")),
        ("sector.toml", 'tourism = ["x"]', ("sector.toml", "tourism", "table")),
        ("sectors.toml", "", ("sectors.toml", "sector")),
        ("kind.toml", '[complaint]\nstrong = [".. x"]', ("kind.toml", ".. x", "gap")),
        ("sector.toml", '[tourism]\nbusiness = ["wahana|"]', ("sector.toml", "wahana|", "without a letter")),
        ("sector.toml", '[tourism]\nbusiness = ["wahana ! air"]', ("sector.toml", "wahana ! air", "a|b")),
        ("kind.toml", '[complaint]\nstrong = ["<blub> x"]', ("kind.toml", "<blub>", "words.toml")),
        ("kind.toml", "[complaint", ("kind.toml", "TOML")),
        ("kbli.toml", '[blub]\ncodes = ["01"]', ("kbli.toml", "blub")),
        ("names.toml", '[blub]\ncodes = ["01"]', ("names.toml", "blub")),
    ],
)
def test_a_wrong_lexicon_is_refused_by_file_key_and_remedy(
    file: str, content: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        open_classifier(tmp_path)
    assert [word for word in words if word not in str(error.value)] == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        TrainedClassifier(shipped_model(), tmp_path / "nowhere")


def test_hundreds_of_everyday_words_tell_a_sector() -> None:
    classifier = open_classifier()
    names = {rule.name for rule in lexicon.load([SHIPPED]).phrases.rules() if rule.field == "sector"}
    assert len([name for name in names if "/business: " in name]) >= 400
    told = {sector for sector in Sector if any(f"sector/{sector.value}/" in name for name in names)}
    assert told == set(Sector) - {Sector.UNKNOWN}
    assert classifier.classify("izin heleran padi", DAY).sector is Sector.INDUSTRY


def test_every_phrase_is_found_where_it_is_written_out() -> None:
    """A phrase that its own words do not match is dead: a spelling has swallowed one of them."""
    loaded = lexicon.load([SHIPPED])
    dead = set()
    for rule in loaded.phrases.rules():
        words = rule.name.split(": ", 1)[1].split()
        if not any(word[0] in "<.#" for word in words):
            text = " ".join(word.split("|")[0] for word in words)
            tokens = tokenise(text, loaded.vocabulary)
            found = loaded.phrases.scan(tokens).get(rule.field, ())
            if not any((match.first, match.last) == (0, len(tokens) - 1) for match in found):
                dead.add(rule.name)
    assert dead == set()


def test_importing_has_no_effect() -> None:
    """Neither a lexicon nor anything else is opened before a classifier is made."""
    code = (
        "import sys, core.classify.trained\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(args[0]) if event == 'open' else None)\n"
        "for name in [name for name in sys.modules if name.startswith('core.classify')]: del sys.modules[name]\n"
        "import core.classify.trained\n"
        "sys.exit(any(str(name).endswith('.toml') for name in opened))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=SHIPPED.parents[2], timeout=60)
    assert done.returncode == 0
