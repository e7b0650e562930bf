"""What a word is made of for the model."""

from core.classify.model.terms import find_features
from core.classify.words import Vocabulary


def test_a_word_speaks_with_the_voice_of_its_class_but_not_of_one_for_phrases_alone() -> None:
    vocabulary = Vocabulary({"saya"}, {}, {"saya": ("<_me>", "<owners>")})
    names = [name for name, _ in find_features(vocabulary["saya"])]
    assert "k:<owners>" in names
    assert "k:<_me>" not in names
