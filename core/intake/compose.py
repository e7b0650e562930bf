"""From verdicts to what is written: cases with their tickets, history and answers, in one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from core.case.complaint import Complaint, Entry
from core.case.form_code import find_form_code
from core.case.ticket import find_tickets, format_ticket, parse_check_code
from core.classify.labels import Classification, Kind
from core.classify.language import detect
from core.desk import Desk
from core.intake.answerback import Occasion, acknowledge, acknowledge_again, plan
from core.intake.bubbles import as_one, awaits, grown, only_names, touched
from core.intake.closed import reopen
from core.intake.connection import first_connection
from core.intake.join import confirm, join_case
from core.intake.open import SYSTEM, in_context, open_case, opening_entries
from core.intake.public import exposed, exposed_entries, please_delete, public_line
from core.intake.reading import Reading, classified_text
from core.intake.verdict import Verdict
from core.law.deadline import jakarta_date
from core.message import CITIZEN, DeliveryReport, InboundMessage, Purpose, Terminal
from core.notice.notices import Notice, Text
from core.ports.filing import Background, Change, Filed, Planned, Standing
from core.ports.store import Unit
from core.wording import word, word_case

TRIED = 4  # words of a text that may be a check code


def compose(
    unit: Unit,
    readings: Sequence[Reading],
    verdicts: Sequence[Verdict],
    backgrounds: Sequence[Background | None],
    desk: Desk,
    now: datetime,
) -> list[Filed]:
    """One Filed for each reading. The running numbers of the tickets are taken here, when all is decided:
    what follows is writing, and their counter is held only that long.
    """
    composing = _Composing(unit, desk, now)
    composing.gather(readings, verdicts)
    composing.number(sum(verdict.state is Terminal.OPENED for verdict in verdicts))
    return [
        composing.item(place, *item)
        for place, item in enumerate(zip(readings, verdicts, backgrounds, strict=True))
    ]


@dataclass
class _Composing:
    unit: Unit
    desk: Desk
    now: datetime

    def __post_init__(self) -> None:
        self.tickets: list[str] = []
        self.opened: dict[int, Complaint] = {}
        self.changed: dict[int, Complaint] = {}  # standing cases as the list has left them so far
        self.beside: defaultdict[int, list[InboundMessage]] = defaultdict(list)  # by the reading they join
        self.written: dict[
            int, list[str]
        ] = {}  # what was written in a standing case, as far as it is read anew
        self.connected: dict[str, datetime] = {}
        self.introduced: dict[
            tuple[str, str], str
        ] = {}  # by the sender's key: named in this list, without a case

    def gather(self, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> None:
        """What joins a case that the same list opens: it is read with it, as one text."""
        for reading, verdict in zip(readings, verdicts, strict=True):
            if verdict.joins_reading is not None and isinstance(reading.parsed, InboundMessage):
                self.beside[verdict.joins_reading].append(reading.parsed)

    def number(self, count: int) -> None:
        """Take the tickets of all cases that will be opened."""
        if count:
            year = jakarta_date(self.now).year
            numbers = self.unit.filing.tickets(year, count)
            self.tickets = [format_ticket(year, number, self.desk.ticket_prefix) for number in numbers]

    def item(self, place: int, reading: Reading, verdict: Verdict, known: Background | None) -> Filed:
        message = reading.parsed
        filed = _bare(reading, verdict)
        if isinstance(message, DeliveryReport):
            return replace(filed, report=message)
        if message is None or reading.classification is None or verdict.state is Terminal.REDELIVERED:
            return filed
        filed = replace(filed, message=message, files=reading.files)
        occasion = self._occasion(reading, message, verdict, reading.classification)
        if verdict.state is Terminal.OPENED:
            return self._opens(place, filed, reading.classification, occasion, verdict, known or Background())
        if verdict.state is Terminal.JOINED:
            return self._joins(filed, occasion, reading.classification, verdict)
        if verdict.state is Terminal.NOISE:
            named = self._introduced(message, reading.classification, known or Background())
            return replace(filed, named=named, sends=self._prompt(occasion))
        if verdict.state is Terminal.SERVED:
            return replace(filed, sends=self._status(occasion, known or Background()))
        return filed

    def _occasion(
        self, reading: Reading, message: InboundMessage, verdict: Verdict, found: Classification
    ) -> Occasion:
        account = reading.leased.envelope.account
        if account not in self.connected:
            self.connected[account] = first_connection(self.unit, account, self.now)
        asks = please_delete(found.language, self.desk) if exposed(message, self.desk) else ""
        return Occasion(message, account, verdict.answers_today, self.connected[account], asks)

    def _opens(
        self,
        place: int,
        filed: Filed,
        found: Classification,
        occasion: Occasion,
        verdict: Verdict,
        known: Background,
    ) -> Filed:
        message, ticket = occasion.message, self.tickets.pop(0)
        known = replace(known, party_name=known.party_name or self.introduced.get(message.sender.key))
        if self.beside[place]:
            found = self._classify([message, *self.beside[place]])
        if verdict.linked is not None:
            found = in_context(found, verdict.linked)
        opening, proposal = open_case(message, found, known, occasion.account, ticket, self.desk, self.now)
        entries = opening_entries(opening, proposal, self.now)
        sends, said = acknowledge(opening, occasion, self.desk, elsewhere=proposal.elsewhere, now=self.now)
        entries += exposed_entries(exposed(message, self.desk), self.now)
        if sends and verdict.linked is None:  # whoever is known in this thread has had its line
            line, noted = public_line(message, opening.complaint, occasion.account, self.desk, self.now)
            sends, said = sends + line, said + noted
        self.opened[place] = opening.complaint
        related: tuple[str, ...] = ()
        if verdict.linked is not None:
            related = (verdict.linked.ticket,)
            entries += (Entry(self.now, SYSTEM, "linked", {"ticket": verdict.linked.ticket}),)
        if verdict.repeats is not None:
            related = (verdict.repeats.ticket,)
            entries += (Entry(self.now, SYSTEM, "repeats", {"ticket": verdict.repeats.ticket}),)
        return replace(filed, opens=opening, entries=entries + said, sends=sends, related=related)

    def _joins(self, filed: Filed, occasion: Occasion, found: Classification, verdict: Verdict) -> Filed:
        message = occasion.message
        filed = replace(filed, sends=self._please_delete(occasion))
        warning = exposed_entries(exposed(message, self.desk), self.now)
        if verdict.joins is None:
            opened = self.opened[verdict.joins_reading or 0]
            entry = Entry(self.now, CITIZEN, "wrote", {"at": message.received_at.isoformat()})
            return replace(filed, joins_opened=opened.ticket, entries=(entry, *warning))
        return self._joins_standing(filed, occasion, found, verdict, verdict.joins, warning)

    def _joins_standing(
        self,
        filed: Filed,
        occasion: Occasion,
        found: Classification,
        verdict: Verdict,
        standing: Standing,
        warning: tuple[Entry, ...],
    ) -> Filed:
        message, sends = occasion.message, filed.sends
        case = self.changed.get(standing.case.id, standing.case)
        reopened: tuple[Entry, ...] = ()
        if verdict.reopens and not case.state.open:
            case, entry = reopen(case, message, self.desk, self.now)
            reopened = (entry,)
            sends += acknowledge_again(case, occasion, self.desk, self.now)
        whole = None
        if verdict.bubble or (awaits(case) and not only_names(message, found)):
            whole = self._read_anew(case, message)
        if whole is not None:  # a part of a thought alleges nothing that the whole does not
            found = replace(found, integrity=whole.integrity)
        change, entries = join_case(case, message, found, self.now)
        if whole is not None and (verdict.bubble or whole.kind is Kind.COMPLAINT):
            changed, grew = grown(change.complaint, message, whole, self.desk, self.now)
            change, entries = Change(changed, whole if grew else None), entries + grew
        if message.sender.key not in standing.parties and self._holds_code(case.ticket, message.text):
            change, entries = confirm(change, entries, message.sender, self.now)
        self.changed[case.id] = change.complaint
        entries = reopened + entries + warning
        return replace(filed, joins=case.id, change=change, entries=entries, sends=sends)

    def _read_anew(self, case: Complaint, message: InboundMessage) -> Classification | None:
        """The case's words and this message's as one text; None where an officer has said what it is about."""
        if case.id not in self.written:
            self.written[case.id] = list(self.unit.cases.words(case.ticket))
        self.written[case.id].append(classified_text(message))
        if touched(self.unit, case.ticket):
            return None
        return self.desk.classifier.classify(as_one(self.written[case.id]), jakarta_date(case.received_at))

    def _classify(self, messages: Sequence[InboundMessage]) -> Classification:
        text = as_one(map(classified_text, messages))
        return self.desk.classifier.classify(text, jakarta_date(messages[0].received_at))

    def _introduced(self, message: InboundMessage, found: Classification, known: Background) -> str | None:
        """Who greets us by name, or answers the prompt with it alone, is not asked for it again."""
        bare = found.facts.bare_name if known.answers_today else None
        name = found.facts.reporter_name or bare
        if name is None or known.party_name is not None:
            return None
        self.introduced[message.sender.key] = name
        return name

    def _please_delete(self, occasion: Occasion) -> tuple[Planned, ...]:
        """What joins a case is not answered by a machine, but its author must know what everybody reads."""
        if not occasion.please_delete or occasion.withheld(self.desk):
            return ()
        return (plan(Purpose.EXPOSED, Text("", ""), occasion),)

    def _prompt(self, occasion: Occasion) -> tuple[Planned, ...]:
        """One prompt for a bare greeting, and no second one to the same address within a day. None where
        only an officer could send it, and none for a sign of applause under a post: it asks nothing.
        """
        message = occasion.message
        if occasion.withheld(self.desk) or occasion.answers_today or occasion.account in self.desk.by_hand:
            return ()
        if message.public and not any(map(str.isalpha, message.text)):
            return ()
        language = detect(occasion.message.text)
        text = word(Notice.PROMPT, language, occasion.account, self.desk)
        return (plan(Purpose.PROMPT, text, occasion),)

    def _status(self, occasion: Occasion, known: Background) -> tuple[Planned, ...]:
        """The case's state, for whoever belongs to it or holds its check code. A wrong code and an unknown
        ticket get the same answer (domain 7.2).
        """
        if occasion.withheld(self.desk):
            return ()
        case = self._asked_for(occasion.message, known)
        if case is None:
            language = detect(occasion.message.text)
            text = word(Notice.STATUS_UNKNOWN, language, occasion.account, self.desk)
        else:
            heard = occasion.message.received_at
            text = word_case(Notice.STATUS, case, self.desk, self.now, account=occasion.account, heard=heard)
        return (plan(Purpose.STATUS, text, occasion, case),)

    def _asked_for(self, message: InboundMessage, known: Background) -> Complaint | None:
        for standing in known.by_ticket:
            if message.sender.key in standing.parties:
                return standing.case
        form_code = find_form_code(message.text)
        form = self.unit.forms.find(form_code) if form_code else None
        if form is not None and form.ticket:
            return self.unit.cases.get(form.ticket)
        tickets = find_tickets(message.text, self.desk.ticket_prefix)
        fits = any(self._holds_code(ticket, message.text) for ticket in tickets[:1])
        return known.by_ticket[0].case if fits and known.by_ticket else None

    def _holds_code(self, ticket: str, text: str) -> bool:
        """Whether the text holds the case's check code. A few words are tried: a letter is no place to guess."""
        words = (code for word in text.split() if (code := parse_check_code(word.strip(".,:;()"))))
        return any(self.unit.cases.opens_with(ticket, code) for code in islice(words, TRIED))


def _bare(reading: Reading, verdict: Verdict) -> Filed:
    """What every item has, whatever became of it."""
    message = reading.parsed
    if isinstance(message, InboundMessage):
        unique = message.unique_id
    else:
        unique = message.external_id if message else f"{reading.leased.envelope.key}:{reading.position}"
    return Filed(
        leased=reading.leased,
        position=reading.position,
        state=verdict.state,
        external_id=unique,
        detail=verdict.detail,
        last=reading.last,
    )
