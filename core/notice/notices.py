"""The notices: which there are, what each may say, and how one becomes a text.

Texts lie in `texts/<language>/<notice>.<length>.txt`; blocks (`<block>.block.txt`) are parts that several
notices share. The office may put its own file of the same name into a directory of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.classify.labels import Kind, Language
from core.errors import ConfigError, nearest
from core.notice.office import Office
from core.notice.template import Template, TemplateError, Values
from core.notice.words import Words, load_words

TEXTS = Path(__file__).with_name("texts")


class Notice(StrEnum):
    """What a text is for. An acknowledgement exists for each row of the table of kinds (design)."""

    ACKNOWLEDGEMENT_COMPLAINT = "acknowledgement_complaint"
    ACKNOWLEDGEMENT_SUGGESTION = "acknowledgement_suggestion"
    ACKNOWLEDGEMENT_INFORMATION_REQUEST = "acknowledgement_information_request"
    ACKNOWLEDGEMENT_NEUTRAL = "acknowledgement_neutral"
    ACKNOWLEDGEMENT_ELSEWHERE = "acknowledgement_elsewhere"
    THANKS = "thanks"
    MISSING_DATA = "missing_data"
    PROMPT = "prompt"
    SUGGESTION = "suggestion"
    WITHDRAWAL = "withdrawal"
    STATUS = "status"
    STATUS_UNKNOWN = "status_unknown"
    REPLY = "reply"
    PUBLIC = "public"
    EXPOSED = "exposed"
    RECEIPT = "receipt"
    NEWS = "news"


class Length(StrEnum):
    """MAIL is the whole letter, CHAT the same text without what makes it a letter, SHORT for SMS, for what
    is public, and where nothing else fits. Files exist for MAIL and SHORT.
    """

    MAIL = "mail"
    CHAT = "chat"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to leave. `subject` is "" where the length has none."""

    subject: str
    body: str
    length: Length = Length.MAIL


LANGUAGES = (Language.INDONESIAN, Language.SUNDANESE, Language.ENGLISH)
BLOCKS = ("check", "privacy", "routes", "automatic", "closing")
LETTER_ONLY = ("routes", "automatic", "closing")  # left out of a chat
OFFICE = frozenset(Office().values())
RECEIPT = frozenset({"ticket", "check_code", "received_date", "received_time", "channel", "legal_basis"})
DUE = frozenset({"due_date", "due_date_indonesian", "due_days"})
MISSING = frozenset({"missing", "complete_by", "complete_by_indonesian", "lapse_date"})
OWN: Mapping[Notice, frozenset[str]] = {  # what a notice may say beyond RECEIPT, DUE and the office
    Notice.ACKNOWLEDGEMENT_COMPLAINT: MISSING,
    Notice.ACKNOWLEDGEMENT_ELSEWHERE: frozenset({"destination"}),
    Notice.MISSING_DATA: MISSING,
    Notice.SUGGESTION: frozenset({"reason"}),
    Notice.STATUS: MISSING | {"status"},
    Notice.REPLY: frozenset({"text"}),
}
# Nothing of a case may show in these.
NO_CASE = frozenset({Notice.PROMPT, Notice.STATUS_UNKNOWN, Notice.PUBLIC, Notice.EXPOSED})
ONLY_SHORT = frozenset({Notice.PUBLIC, Notice.EXPOSED})
KNOWN = OFFICE | RECEIPT | DUE | frozenset[str]().union(*OWN.values())
SUBJECT = "Subject: "


def allowed(notice: Notice) -> frozenset[str]:
    """The placeholders that a notice's file may hold. None of them is what a citizen wrote (design,
    "Reception"): with a forged sender an acknowledgement would carry it to a stranger.
    """
    of_case = frozenset() if notice in NO_CASE else RECEIPT | DUE | OWN.get(notice, frozenset())
    return OFFICE | of_case | set(BLOCKS)


def acknowledgement(kind: Kind, *, elsewhere: bool = False) -> Notice:
    """The notice that confirms receipt of a message of this kind (design, table of kinds)."""
    if kind is Kind.APPRECIATION:
        return Notice.THANKS
    if elsewhere:
        return Notice.ACKNOWLEDGEMENT_ELSEWHERE
    return {
        Kind.COMPLAINT: Notice.ACKNOWLEDGEMENT_COMPLAINT,
        Kind.SUGGESTION: Notice.ACKNOWLEDGEMENT_SUGGESTION,
        Kind.INFORMATION_REQUEST: Notice.ACKNOWLEDGEMENT_INFORMATION_REQUEST,
    }.get(kind, Notice.ACKNOWLEDGEMENT_NEUTRAL)


class Notices:
    """All texts of an office. Made by `load_notices`; each is read when it is first asked for."""

    def __init__(
        self,
        office: Office,
        sundanese_approved: bool,
        vocabularies: Mapping[Language, Words],
        directory: Path | None = None,
    ) -> None:
        self.office = office
        self.sundanese_approved = sundanese_approved
        self.vocabularies = vocabularies
        self._directory = directory
        self._values = office.values()
        self._blocks: dict[Language, Mapping[str, Template]] = {}
        self._texts: dict[tuple[Language, Notice, Length], tuple[Template, Template]] = {}

    def read(self) -> None:
        """Read all texts now. Raises ConfigError for the first that is wrong."""
        for language in LANGUAGES:
            for notice in Notice:
                for length in (Length.SHORT,) if notice in ONLY_SHORT else Length:
                    self._text(language, notice, length)

    def _text(self, language: Language, notice: Notice, length: Length) -> tuple[Template, Template]:
        """The subject's and the body's template, the office's values in them."""
        key = language, notice, length
        if key not in self._texts:
            if language not in self._blocks:
                self._blocks[language] = _blocks(self._directory, language)
            subject, body = _notice(self._directory, *key, self._blocks[language])
            self._texts[key] = subject.fixed(self._values), body.fixed(self._values)
        return self._texts[key]

    def spoken(self, language: Language) -> Language:
        """The language a notice goes out in: Sundanese only once approved, Indonesian for what is mixed."""
        if language is Language.ENGLISH or (language is Language.SUNDANESE and self.sundanese_approved):
            return language
        return Language.INDONESIAN

    def words(self, language: Language) -> Words:
        return self.vocabularies[self.spoken(language)]

    def render(self, notice: Notice, language: Language, length: Length, values: Values) -> Text:
        """The notice with its values; an empty or absent one drops its clause or line.

        Raises ValueError for a value that no notice knows: a misspelt name would drop its line unseen.
        """
        if not KNOWN.issuperset(values):
            unknown = min(set(values) - KNOWN)
            raise ValueError(f"no notice knows the value {unknown!r}; known are {', '.join(sorted(KNOWN))}")
        given: Values = {} if notice in NO_CASE else values
        length = Length.SHORT if notice in ONLY_SHORT else length
        subject, body = self._text(self.spoken(language), notice, length)
        return Text(" ".join(subject.render(given).split()), body.render(given), length)


def load_notices(
    directory: Path | None = None, *, office: Office | None = None, sundanese_approved: bool = False
) -> Notices:
    """The notices, the office's own from `directory` where it has one of the name. Those are read at once, so
    that a mistake is told at the start; with none, each is read at its first use.

    Raises ConfigError that names the file, the placeholder or line, and what is allowed.
    """
    if directory is not None:
        _refuse_strangers(directory)
    words = {language: load_words(language, directory) for language in LANGUAGES}
    notices = Notices(office or Office(), sundanese_approved, words, directory)
    if directory is not None:
        notices.read()
    return notices


def _blocks(directory: Path | None, language: Language) -> Mapping[str, Template]:
    return {
        name: _template(*_read(directory, language, f"{name}.block.txt"), OFFICE | RECEIPT) for name in BLOCKS
    }


def _files(notice: Notice) -> tuple[Length, ...]:
    return (Length.SHORT,) if notice in ONLY_SHORT else (Length.MAIL, Length.SHORT)


def _notice(
    directory: Path | None,
    language: Language,
    notice: Notice,
    length: Length,
    blocks: Mapping[str, Template],
) -> tuple[Template, Template]:
    """The subject's and the body's template."""
    file = Length.SHORT if length is Length.SHORT else Length.MAIL
    name, text = _read(directory, language, f"{notice}.{file}.txt")
    first, _, rest = text.partition("\n")
    may = allowed(notice)
    if length is Length.SHORT:
        if first.startswith(SUBJECT.strip()):
            raise ConfigError(f"{name}: a short text has no subject; remove the first line")
        return Template(()), _with_blocks(name, _template(name, text, may), blocks)
    if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
        raise ConfigError(f"{name}: the first line must be the subject, like {SUBJECT!r} and its words")
    subject = _template(name, first.removeprefix(SUBJECT), may - set(BLOCKS))
    body = _template(name, "\n" + rest, may)  # an empty line for the subject keeps the line numbers right
    if length is Length.CHAT:
        return Template(()), _with_blocks(name, body, {**blocks, **dict.fromkeys(LETTER_ONLY, Template(()))})
    return subject, _with_blocks(name, body, blocks)


def _with_blocks(name: str, template: Template, blocks: Mapping[str, Template]) -> Template:
    whole = template.with_blocks(blocks)
    for block in sorted(whole.placeholders & set(BLOCKS)):
        raise ConfigError(f"{name}: {{{block}}} is a block of its own lines; put it alone on a line")
    return whole


def _template(name: str, text: str, may: frozenset[str]) -> Template:
    try:
        template = Template.parse(text)
    except TemplateError as error:
        raise ConfigError(f"{name}: {error}") from error
    for placeholder in sorted(template.placeholders - may):
        raise ConfigError(
            f"{name}: unknown placeholder {{{placeholder}}}; allowed are {', '.join(sorted(may))}"
        )
    return template


def _read(directory: Path | None, language: Language, name: str) -> tuple[str, str]:
    """What to call the file in an error, and its text."""
    own = directory / language / name if directory is not None else None
    if own is None or not own.exists():
        text = (TEXTS / language / name).read_text(encoding="utf-8")
        return f"{language}/{name}", text
    try:
        return str(own), own.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{own}: cannot be read as UTF-8 text: {error}") from error


def _refuse_strangers(directory: Path) -> None:
    """A file with a misspelt name would be passed over in silence."""
    if not directory.is_dir():
        raise ConfigError(
            f"{directory}: there is no such directory of notices; create it or take the key out"
        )
    names = {f"{notice}.{length}.txt" for notice in Notice for length in _files(notice)}
    names |= {f"{block}.block.txt" for block in BLOCKS} | {"words.toml"}
    expected = {f"{language}/{name}" for language in LANGUAGES for name in names}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if path.is_file() and not path.name.startswith(".") and name not in expected:
            near = nearest(name, sorted(expected))
            hint = f"; did you mean {near}?" if near else "; names are <language>/<notice>.<length>.txt"
            raise ConfigError(f"{path}: is no notice{hint}")
