"""What a real run asks of the driver and of the sealer, recorded, and done again by bare sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import local
from typing import Any
from unittest.mock import patch

from storage.seal import Sealer
from storage.search import Tokens, tokens


@dataclass(frozen=True, slots=True)
class Statement:
    """As the driver got it; `many` when it was an executemany."""

    text: str
    values: Any
    many: bool = False


@dataclass(frozen=True, slots=True)
class Sealing:
    """A value sealed, opened or hashed, or words made into tokens."""

    of: type[Sealer] | type[Tokens]
    name: str
    arguments: tuple[Any, ...]


Step = Statement | Sealing
SEALING = {
    Sealer: ("new_key", "unwrap", "seal", "seal_packed", "open", "keyed_hash"),
    Tokens: ("of", "of_address"),
}
READING = ("unwrap", "open")


@contextmanager
def recorded() -> Iterator[list[Step]]:
    """All that is sealed, and all that goes to connections that are made within the block; what is rolled
    back too, though nothing should be.
    """
    found: list[Step] = []
    with ExitStack() as patched:
        patched.enter_context(patch("sqlite3.connect", partial(sqlite3.connect, factory=_recording(found))))
        inside = local()
        for kind, names in SEALING.items():
            for name in names:
                telling = _telling(found, inside, kind, name)
                patched.enter_context(patch.object(kind, name, telling))
        yield found


def replay(connection: sqlite3.Connection, steps: Sequence[Step], sealer: Sealer) -> None:
    """The steps again, in their order; what is sealed anew is let go of, and what was sealed then is written."""
    words = tokens(sealer)
    for step in steps:
        if isinstance(step, Sealing):
            getattr(sealer if step.of is Sealer else words, step.name)(*step.arguments)
        elif step.many:
            connection.executemany(step.text, step.values)
        else:
            connection.execute(step.text, step.values).fetchall()


def writing(steps: Iterable[Step], *also: str) -> list[Step]:
    """What is left when the rows are only written: nothing is looked up or opened, and nothing is changed unless
    `also` names UPDATE.
    """
    kept = ("INSERT", "BEGIN", "COMMIT", *also)
    return [step for step in steps if _is(step, kept)]


def _is(step: Step, kept: tuple[str, ...]) -> bool:
    return step.name not in READING if isinstance(step, Sealing) else step.text.startswith(kept)


def _recording(found: list[Step]) -> type[sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, text: str, values: Any = ()) -> Cursor:
            found.append(Statement(text, values))
            super().execute(text, values)
            return self

        def executemany(self, text: str, values: Iterable[Any]) -> Cursor:
            rows = list(values)
            found.append(Statement(text, rows, many=True))
            super().executemany(text, rows)
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any, **__: Any) -> Any:
            return super().cursor(Cursor)

        def commit(self) -> None:
            found.append(Statement("COMMIT", ()))
            super().commit()

        def rollback(self) -> None:
            if self.in_transaction:
                found.append(Statement("ROLLBACK", ()))
            super().rollback()

    return Connection


def _telling(
    found: list[Step], inside: local, kind: type[Sealer] | type[Tokens], name: str
) -> Callable[..., Any]:
    """The method, telling of each call from outside: what it calls itself comes with it."""
    method = getattr(kind, name)

    def telling(self: Any, *arguments: Any) -> Any:
        if getattr(inside, "a_call", False):
            return method(self, *arguments)
        found.append(Sealing(kind, name, arguments))
        inside.a_call = True
        try:
            return method(self, *arguments)
        finally:
            inside.a_call = False

    return telling
