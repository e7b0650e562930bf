"""Labels and facts of messages: beside a bare loop over the words, scikit-learn's pipeline and fastText (G6)."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from app.models import model_directory, open_classifier
from bench.children import Failed, python
from bench.children import run as run_child
from bench.options import Options
from bench.peer import Unavailable, install
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Spread, Stopwatch, cost, take_turns
from core.classify.corpus.compose import write_corpus
from core.classify.evaluate import Outcome, score
from core.classify.trained import TrainedClassifier

SOURCES = Path(__file__).parent / "classifiers"
MESSAGES = Path(__file__).parents[1] / "tests" / "classify"
ENGINES = ("scikit-learn", "fastText")
HEADS = ("kind", "component", "sector")
BATCH = 10_000
DAY = date(2026, 11, 20)
WORD = re.compile(r"\w+")


def run(options: Options) -> Iterator[Report]:
    classifier = open_classifier()
    messages = _messages()
    texts = [str(message["text"]) for message in messages]
    yield words_report(classifier, texts, options)
    yield load_report(options)
    yield peers_report(classifier, messages, options)


def words_report(classifier: TrainedClassifier, texts: Sequence[str], options: Options) -> Report:
    """One core, each message by itself; the floor only counts the words."""
    wanted = options.size or BATCH
    many = (list(texts) * (wanted // len(texts) + 1))[:wanted]
    race = take_turns(
        [
            Contender("bare loop: words counted", partial(_timed, _count, many)),
            Contender("labels alone", partial(_timed, classifier.label, many)),
            Contender(
                "labels, facts, evidence", partial(_timed, lambda t: classifier.classify(t, DAY), many)
            ),
        ],
        options.rounds,
        options.directory,
    )
    bare, labels, whole = race.samples

    def count(name: str, mark: str) -> Spread:
        return race.of(name, lambda sample: sample.counts[mark])

    return Report(
        f"{wanted:,} messages one by one, warm",
        "messages",
        race,
        [
            Finding(
                "G6",
                "labels: messages/s on one core",
                race.of(labels, lambda s: s.items / s.cpu),
                at_least=5000,
            ),
            Finding("G6", "labels: p50 in us", count(labels, "p50 us"), at_most=100),
            Finding("G6", "labels: p99 in us", count(labels, "p99 us"), at_most=5000),
            Finding("G6", "labels, facts, evidence: p50 in us", count(whole, "p50 us"), at_most=500),
            Finding("G6", "labels, facts, evidence: p99 in us", count(whole, "p99 us"), at_most=5000),
            Finding("", "CPU: labels / bare loop", race.ratio(labels, bare, cost)),
            Finding("", "CPU: labels, facts, evidence / bare loop", race.ratio(whole, bare, cost)),
        ],
    )


def load_report(options: Options) -> Report:
    """A process that loads the classifier, beside one that imports numpy only."""
    race = take_turns(
        [
            Contender("numpy", partial(_child, "import numpy")),
            Contender(
                "classifier, 1,000 texts",
                partial(
                    _child,
                    "import numpy, time\nfrom app.models import open_classifier\nimport core.classify.trained\n"
                    "began = time.process_time(); classifier = open_classifier(); load = time.process_time() - began\n"
                    "[classifier.label(f'izin usaha ke {n} saya belum terbit') for n in range(1000)]",
                ),
            ),
        ],
        options.rounds,
        options.directory,
    )
    numpy, whole = race.samples
    return Report(
        "Loading and memory",
        "processes",
        race,
        [
            Finding("G6", "load in ms of CPU", race.of(whole, lambda s: s.counts["load ms"]), at_most=100),
            Finding("G6", "resident memory in MB", race.of(whole, lambda s: s.counts["MB"]), at_most=40),
            Finding("", "of it without numpy's own, MB", Spread.over([
                a.counts["MB"] - b.counts["MB"]
                for a, b in zip(race.samples[whole], race.samples[numpy], strict=True)
            ])),
        ],
    )  # fmt: skip


def peers_report(
    classifier: TrainedClassifier, messages: Sequence[dict[str, Any]], options: Options
) -> Report:
    """The same training text and the same messages; labels of three fields, one by one."""
    title = "Beside scikit-learn and fastText, one by one"
    try:
        executable = install(options.peer.with_name(".venv-classifiers"), SOURCES / "requirements.txt")
        found = {engine: _peer(executable, engine, messages, options) for engine in ENGINES}
    except (Unavailable, Failed, subprocess.TimeoutExpired) as error:
        return Report(title, "messages", notes=[f"left out: {error}"])
    texts = [str(message["text"]) for message in messages]
    ours = _timed(classifier.label, texts, options.directory)
    labelled = [
        [str(judged.kind), str(judged.component or ""), str(judged.sector)]
        for judged in (classifier.label(text).verdict for text in texts)
    ]
    notes = [f"{_accuracy('Aduan', messages, labelled)}; no component where the kind found bears none"]
    findings = []
    for engine, told in found.items():
        notes.append(_accuracy(engine, messages, told["found"]))
        notes.append(
            f"{engine}: p50 {told['p50'] * 1e6:.0f} us, trained in {told['train']:.1f} s, {told['rss'] / 1e6:.0f} MB"
        )
        ratio = Spread.over([told["cpu"] / ours.cpu])
        findings.append(Finding("G6" if engine == ENGINES[0] else "", f"CPU: {engine} / labels alone", ratio,
                                at_least=10 if engine == ENGINES[0] else None))  # fmt: skip
    return Report(title, "messages", findings=findings, notes=notes)


def _peer(
    executable: Path, engine: str, messages: Sequence[dict[str, Any]], options: Options
) -> dict[str, Any]:
    package = resources.files("core.classify")
    train = [
        {"text": one.text, **{head: one.labels.get(head, "") for head in HEADS}}
        for one in write_corpus(package / "training", package / "lexicon")
    ]
    path = options.directory / "texts.json"
    path.write_text(json.dumps({"train": train, "test": [m["text"] for m in messages]}), encoding="utf-8")
    told: dict[str, Any] = json.loads(
        run_child(python(SOURCES / "peer.py", engine, path, executable=executable)).output
    )
    return told


def _accuracy(name: str, messages: Sequence[dict[str, Any]], found: Sequence[Sequence[str]]) -> str:
    """Macro-F1 by field; a component is judged where the message bears one, whatever kind was found."""
    said = []
    for place, head in enumerate(HEADS):
        results = [
            Outcome("", message[head], labels[place], 0.0, abstained=False)
            for message, labels in zip(messages, found, strict=True)
            if message[head]
        ]
        said.append(f"{head} {score(results).macro_f1:.3f}")
    return f"{name}: macro-F1 {', '.join(said)} on the development set"


def _messages() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(MESSAGES.glob("messages*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def _count(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def _timed(work: Callable[[str], object], texts: Sequence[str], _: Path) -> Sample:
    for text in texts[:1000]:
        work(text)
    times = []
    with Stopwatch() as watch:
        for text in texts:
            began = time.perf_counter()
            work(text)
            times.append(time.perf_counter() - began)
    times.sort()
    marks = {"p50 us": times[len(times) // 2] * 1e6, "p99 us": times[len(times) * 99 // 100] * 1e6}
    return watch.sample(len(texts), marks)


def _child(code: str, _: Path) -> Sample:
    model_directory()
    told = (
        f"load = 0.0\n{code}\n"
        "import json, re\n"
        "resident = int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1]) / 1024\n"
        "print(json.dumps({'load ms': load * 1000, 'MB': resident}))"
    )
    ended = run_child(python("-c", told))
    return Sample(1, ended.wall, ended.cpu, json.loads(ended.output))
