"""scikit-learn's own pipeline, or fastText (as floret), on the same texts: trained, then timed one by one."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HEADS = ("kind", "component", "sector")


def scikit(train: dict[str, list[tuple[str, str]]]) -> Callable[[str], list[str]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline, make_union

    pipelines = []
    for pairs in train.values():
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
        )
        pipeline = make_pipeline(
            features,
            SGDClassifier(
                loss="log_loss", alpha=1e-5, max_iter=12, tol=None, class_weight="balanced", random_state=1
            ),
        )
        pipelines.append(pipeline.fit([text for text, _ in pairs], [label for _, label in pairs]))
    return lambda text: [str(pipeline.predict([text])[0]) for pipeline in pipelines]


def fasttext(train: dict[str, list[tuple[str, str]]]) -> Callable[[str], list[str]]:
    import floret

    models = []
    for pairs in train.values():
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            for text, label in pairs:
                print(f"__label__{label} {' '.join(text.lower().split())}", file=file)
            file.flush()
            models.append(
                floret.train_supervised(
                    file.name,
                    epoch=15,
                    lr=0.5,
                    wordNgrams=2,
                    minn=3,
                    maxn=5,
                    dim=60,
                    bucket=100_000,
                    thread=1,
                    verbose=0,
                )
            )
    # Its Python predict() breaks on numpy 2; the engine below it does not.
    return lambda text: [model.f.predict(text.lower() + "\n", 1, 0.0, "strict")[0][1][9:] for model in models]


def main(engine: str, path: str) -> None:
    given = json.loads(Path(path).read_text(encoding="utf-8"))
    train = {
        head: [(one["text"].replace("\n", " "), one[head]) for one in given["train"] if one[head]]
        for head in HEADS
    }
    began = time.perf_counter()
    predict = {"scikit-learn": scikit, "fastText": fasttext}[engine](train)
    trained = time.perf_counter() - began
    texts = [text.replace("\n", " ") for text in given["test"]]
    for text in texts[:50]:
        predict(text)
    times, found = [], []
    before = time.process_time()
    for text in texts:
        began = time.perf_counter()
        found.append(predict(text))
        times.append(time.perf_counter() - began)
    print(
        json.dumps(
            {
                "cpu": time.process_time() - before,
                "p50": sorted(times)[len(times) // 2],
                "p99": sorted(times)[len(times) * 99 // 100],
                "train": trained,
                "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "found": found,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
