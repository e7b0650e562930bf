"""Who is there, what they posted and said, and which windows are open. Safe to touch from several threads."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

RESPONSE, HUMAN, PRIVATE_REPLY = timedelta(hours=24), timedelta(days=7), timedelta(days=7)


@dataclass(slots=True)
class Person:
    """`id` is the number under which the office's app knows somebody (Instagram-scoped)."""

    id: str
    username: str


@dataclass(slots=True)
class Post:
    id: str
    shortcode: str
    by: Person
    caption: str
    at: datetime
    tags: tuple[str, ...] = ()

    @property
    def permalink(self) -> str:
        return f"https://www.instagram.com/p/{self.shortcode}/"


@dataclass(slots=True)
class Comment:
    """`answered`: whether it had its one private answer."""

    id: str
    post: Post
    by: Person
    text: str
    at: datetime
    parent: str = ""
    answered: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Direct:
    """A message in a conversation with `person`."""

    mid: str
    person: Person
    text: str
    at: datetime
    ours: bool
    tag: str = ""
    comment: str = ""


@dataclass
class World:
    """Everything that the platform knows. `now` may be replaced."""

    office: Person
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    directs: list[Direct] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    first: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._numbers = itertools.count(self.first)

    def person(self, username: str) -> Person:
        """Somebody by name, known from now on."""
        with self._lock:
            if username == self.office.username:
                return self.office
            return self.people.setdefault(username, Person(self._id("9000"), username))

    def known(self, number: str) -> Person | None:
        return next((one for one in self.people.values() if one.id == number), None)

    def post(self, username: str, caption: str, *tags: str) -> Post:
        by = self.person(username)
        with self._lock:
            number = self._id("179")
            made = Post(number, _shortcode(int(number)), by, caption, self.now(), tags)
            self.posts[number] = made
            return made

    def comment(self, post: Post, username: str, text: str, parent: str = "") -> Comment:
        by = self.person(username)
        with self._lock:
            made = Comment(self._id("1785"), post, by, text, self.now(), parent)
            self.comments[made.id] = made
            return made

    def say(self, person: Person, text: str, *, ours: bool, tag: str = "", comment: str = "") -> Direct:
        with self._lock:
            mid = f"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUl{next(self._numbers):08d}"
            made = Direct(mid, person, text, self.now(), ours, tag, comment)
            self.directs.append(made)
            return made

    def window(self, person: Person) -> timedelta | None:
        """How long ago this person wrote last; None for never. A comment opens no window."""
        heard = [one.at for one in self.directs if one.person.id == person.id and not one.ours]
        return self.now() - max(heard) if heard else None

    def _id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):013d}"


def _shortcode(number: int) -> str:
    """A post's number in the letters of its address."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = letters[digit] + code
    return code
