"""The style sheet's colours can be read, in daylight and in the dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from web.assets import STATIC

CSS = (STATIC / "app.css").read_text(encoding="utf-8")
TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "tint"),
    ("ink", "ours"),
    ("ink", "note"),
    ("ink", "mark"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "tint"),
    ("soft", "ours"),
    ("soft", "note"),
    ("soft", "bad-tint"),
    ("ink", "bad-tint"),
    ("brand", "card"),
    ("brand", "paper"),
    ("brand", "tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("good", "good-tint"),
    ("good", "ours"),
    ("warn", "warn-tint"),
    ("warn", "card"),
    ("bad", "bad-tint"),
    ("bad", "card"),
    ("bad", "ours"),
    ("on-bad", "bad"),
]
EDGES = [("edge", "card"), ("edge", "paper"), ("note-edge", "card"), ("brand", "card"), ("bad", "card")]


def tokens() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    day, night = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"day": day, "night": night}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("light", ["day", "night"])
def test_every_text_stands_out_from_its_ground(light: str) -> None:
    colours = tokens()[light]
    weak = [(text, ground) for text, ground in TEXT if contrast(colours[text], colours[ground]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("light", ["day", "night"])
def test_every_edge_that_matters_can_be_seen(light: str) -> None:
    colours = tokens()[light]
    weak = [(edge, ground) for edge, ground in EDGES if contrast(colours[edge], colours[ground]) < 3]
    assert weak == []
    ring = contrast(colours["focus"], colours["focus-edge"])
    assert ring >= 3, "one of the ring's two colours stands out on any ground"


def test_a_marked_word_has_the_ink_that_was_measured_whatever_stands_around_it() -> None:
    assert re.search(r"\bmark \{[^}]*\bcolor: var\(--ink\)", CSS)


def test_all_colours_are_tokens() -> None:
    rules = CSS.split("@layer reset {", 1)[1]
    assert re.findall(r"#[0-9a-f]{6}\b", rules) == []


def test_night_names_every_colour_of_the_day() -> None:
    assert set(tokens()["day"]) == set(tokens()["night"])
