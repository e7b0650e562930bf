"""A service standard as values: fourteen components, each an outline of clauses, and what they promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.classify.labels import Component, ServiceType

COMPONENTS: tuple[Component, ...] = tuple(component for component in Component if component != "other")
"""In the order of the standard: number 1 to 14 (PermenPANRB 15/2014, UU 25/2009 article 21)."""


def number_of(component: Component) -> int:
    """The component's number in a standard, 1 to 14."""
    return COMPONENTS.index(component) + 1


@dataclass(frozen=True, slots=True)
class Clause:
    """One item of an outline. `label` is as written ("6", "a", "1)"), "" for a text without one."""

    label: str
    text: str
    clauses: tuple[Clause, ...] = ()

    def walk(self) -> Iterator[Clause]:
        yield self
        for clause in self.clauses:
            yield from clause.walk()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One component of a standard, under the name that the standard gives it."""

    component: Component
    title: str
    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """All of it, a clause a line."""
        return "\n".join(
            f"{clause.label} {clause.text}".strip() for top in self.clauses for clause in top.walk()
        )

    def find(self, *labels: str) -> Clause | None:
        """The clause at the end of this way of labels ("2", "a"); None where there is none."""
        clauses, found = self.clauses, None
        for label in labels:
            found = next((clause for clause in clauses if clause.label == label), None)
            if found is None:
                return None
            clauses = found.clauses
        return found


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard of one service. `number` is its place in the office's list, `kbli` the code of the
    business it is for ("" for none), `activity` what that business is called.
    """

    title: str
    number: int | None = None
    service: str = ""
    service_type: ServiceType | None = None
    kbli: str = ""
    activity: str = ""
    chapters: Mapping[Component, Chapter] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[Component, ...]:
        return tuple(component for component in COMPONENTS if component not in self.chapters)

    @property
    def facilities(self) -> tuple[Clause, ...]:
        chapter = self.chapters.get(Component.FACILITIES)
        return chapter.clauses if chapter else ()

    @property
    def channels(self) -> tuple[Clause, ...]:
        """The register of channels, a to m (component 6 item 2)."""
        return self._within("2")

    @property
    def steps(self) -> tuple[Clause, ...]:
        """The steps of the review, 6a to 6e (component 6 item 6)."""
        return self._within("6")

    @property
    def categories(self) -> tuple[Clause, ...]:
        """The categories of disposition, 7a to 7c (component 6 item 7)."""
        return self._within("7")

    def _within(self, label: str) -> tuple[Clause, ...]:
        chapter = self.chapters.get(Component.COMPLAINT_HANDLING)
        found = chapter.find(label) if chapter else None
        return found.clauses if found else ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All standards of the office, in their order."""

    standards: tuple[Standard, ...] = ()

    def by_kbli(self, code: str) -> Standard | None:
        return next((standard for standard in self.standards if standard.kbli == code), None)
