"""What a vote, a signature or an end changes, read before the user confirms it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from common.formats import count, day, end_of_day
from conventions.enums import Block, ClauseKind, ConventionState
from conventions.models import Avenant, Convention, Obligation, Party, Text
from conventions.readings.conventions import is_signed_at, state_at, why_no_signature_day
from conventions.readings.schedules import schedule_of
from conventions.readings.texts import (
    ClausesByKind,
    article_of,
    convention_of_text,
    in_force_among,
)
from conventions.rules.as_of import Situation
from corrections.readings import as_known
from deadlines.models import Occurrence
from deadlines.readings import OccurrenceKey, due_keys, obligations_with_next_occurrence
from deadlines.rules import PERIODS
from financing.readings import plans_of
from findings import readings
from findings.readings import LocatedFinding, with_rows_read

# Without one of each, some figure of a convention cannot be computed.
USUAL_KINDS = (
    (ClauseKind.ACTION_START, ClauseKind.WINDOW_START),
    (ClauseKind.ACTION_END, ClauseKind.WINDOW_END),
    (ClauseKind.PASSES_TARGET,),
    (ClauseKind.BUDGET, ClauseKind.ELIGIBLE_BASE),
    (ClauseKind.GRANT_MAX,),
    (ClauseKind.BASIS,),
)
CONSEQUENCES_OF_VOTE = [
    "Le vote autorise la signature\u00a0: rien n’est encore en vigueur.",
    "Le texte ne se modifie plus. Retirer le vote en refait un projet.",
]
CONSEQUENCES_OF_VOTE_WITHDRAWAL = [
    "Le texte redevient un projet\u00a0: il se modifie, puis se vote de nouveau.",
    "Le journal garde la trace du vote retiré.",
]


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after an act, empty when there is none; the main one is drawn larger."""

    label: str
    before: str
    after: str
    source: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days for which an act is checked: its own (empty when unknown) and that of its effect.

    They are supposed until the user says them.
    """

    today: dt.date
    on: dt.date | None
    effect: dt.date
    is_said: bool = True

    @property
    def seen_on(self) -> dt.date:
        """The day on which what is in force is compared: that of an effect to come, else today."""
        return max(self.today, self.effect)


@dataclass(frozen=True, slots=True)
class ConventionLine:
    """A convention as its list shows, filters and sorts it in a situation; without a day of
    signature, `unsigned` says why.
    """

    convention: Convention
    state: ConventionState
    word: str
    signed_on: dt.date | None
    unsigned: str


def convention_lines(
    conventions: Iterable[Convention], situation: Situation
) -> list[ConventionLine]:
    """Conventions in a situation, as they were known in it."""
    return [_line(one, situation) for one in as_known(conventions, situation.known_at)]


def _line(known: Convention, situation: Situation) -> ConventionLine:
    signed_on = known.signed_on if is_signed_at(known, situation) else None
    unsigned = why_no_signature_day(known, situation)
    return ConventionLine(known, *state_at(known, situation), signed_on, unsigned)


class Dossier:
    """A convention read afresh for a check of one of its texts, with all that the check compares.

    Its rows are never saved: `signed` and `ended` change them as the act would, before `findings`
    are read.
    """

    def __init__(self, text: Text, days: Days) -> None:
        rows = Convention.objects.select_related("programme__authority", "funder", "deliberation")
        self.text, self.days, self.today = text, days, days.seen_on
        self.convention = with_rows_read(rows).get(pk=convention_of_text(text).pk)
        self.avenant_id = text.pk if isinstance(text, Avenant) else None
        self.clauses = list(self.convention.clauses.marked_in_force(self.today))
        self.obligations = obligations_with_next_occurrence(self.convention)
        self.in_force: ClausesByKind = {
            ClauseKind(one.kind): one for one in self.clauses if getattr(one, "is_in_force", False)
        }
        self.own: ClausesByKind = {
            ClauseKind(one.kind): one for one in self.clauses if one.avenant_id == self.avenant_id
        }
        avenants = self.convention.avenants.select_related("deliberation")
        self.avenants = list(avenants.order_by("number"))

    @cached_property
    def findings(self) -> list[LocatedFinding]:
        return readings.of_convention(
            self.convention,
            clauses=self.clauses,
            plans=plans_of(self.convention.programme),
            obligations=self.obligations,
            avenants=self.avenants,
        )

    @property
    def own_obligations(self) -> list[Obligation]:
        return [one for one in self.obligations if one.avenant_id == self.avenant_id]

    def signed(self) -> list[Change]:
        """What the signature of the text would move, for these days."""
        effect, signed_on = self.days.effect, self.days.on
        before = self._days(self.in_force), self._expected(self.in_force)
        for one in self.own_obligations:
            one.effective_on = effect
        for clause in self.own.values():
            clause.effective_on, clause.recorded_at = effect, end_of_day(self.days.today)
        if self.avenant_id is None:
            self.convention.signed_on = signed_on
        for avenant in self.avenants:
            if avenant.pk == self.avenant_id:
                avenant.signed_on, avenant.stated_effective_on = signed_on, effect
        later = self.overruled()
        own = {kind: one for kind, one in self.own.items() if kind not in later}
        return self._moves(*before, self.in_force | own)

    def overruled(self) -> list[ClauseKind]:
        """The kinds of the text that a clause of a later day of effect rules (ADR 13)."""
        known = {kind: one.effective_on for kind, one in self.in_force.items()}
        effect = self.days.effect
        return [kind for kind in self.own if (since := known.get(kind)) and since > effect]

    def ended(self) -> list[Change]:
        """What the end of the convention would move, on its day."""
        before = self._days(self.in_force), self._expected(self.in_force)
        self.convention.ended_on = self.days.effect
        return self._moves(*before, self.in_force)

    def _moves(
        self, was_due: set[OccurrenceKey], was_expected: tuple[str, str], clauses: ClausesByKind
    ) -> list[Change]:
        now_due = self._days(clauses)
        found = [
            Change(row.title, before, after, article_of(row))
            for row in self.obligations
            if (before := _days_in_words(row, was_due))
            != (after := _days_in_words(row, now_due) or "plus rien")
            and before
        ]
        if len(was_due) != len(now_due):
            counted = str(len(was_due)), str(len(now_due))
            found.append(Change("Échéances à tenir", *counted, "toutes obligations"))
        label, expected = self._expected(clauses)
        if expected and expected != was_expected[1]:
            named = f"Pass consommés prévus au {day(self.today)}"
            found.append(Change(named, was_expected[1], expected, label))
        return found

    def _days(self, clauses: ClausesByKind) -> set[OccurrenceKey]:
        since = self.convention.programme.managed_from
        due = due_keys(self.obligations, clauses, self.today)
        return {(pk, due_on) for pk, due_on in due if due_on >= since}

    def _expected(self, clauses: ClausesByKind) -> tuple[str, str]:
        schedule = schedule_of(self.convention, clauses, self.today) if clauses else None
        if schedule is None:
            return "", ""
        return schedule.label, count(schedule.target(self.today), "pass")

    def missing(self, parties: Iterable[Party]) -> list[str]:
        """What is still empty in the text, and does not prevent it from being signed."""
        text, own = self.text, self.own_obligations
        unsigned = [one.organisation.name for one in parties if not one.signatory]
        nobodys = [one.title for one in own if one.responsible_id is None]
        unnamed = [one.title for one in own if one.asks_member and not one.member]
        found = [
            _listed("Sans signataire nommé", unsigned),
            _listed("Non écrit dans le texte", self._not_written()),
            _listed("Sans responsable désigné", nobodys),
            _listed("Sans le membre que le texte demande", unnamed),
            "" if text.deliberation else "Délibération qui autorise la signature\u00a0: inconnue.",
            "" if text.voted_on else "Jour du vote\u00a0: inconnu.",
            ""
            if text.deliberation is None or text.deliberation.executory_on
            else "Jour où la délibération est exécutoire\u00a0: inconnu.",
        ]
        return [sentence for sentence in found if sentence]

    def _not_written(self) -> list[str]:
        if not isinstance(self.text, Avenant):
            kinds = [one[0].label for one in USUAL_KINDS if not self.own.keys() & set(one)]
            return kinds if self.own_obligations else [*kinds, Block.OBLIGATIONS.label]
        written = {block for block in Block if self.own.keys() & set(block.kinds)}
        written |= {Block.OBLIGATIONS} if self.own_obligations else set()
        opened = [block for block in self.text.opens if block != Block.PARTIES]
        return [f"partie «\u00a0{block.label}\u00a0»" for block in opened if block not in written]


def consequences_of_end(dossier: Dossier, word: str) -> list[str]:
    """What the end of a convention changes, and what it still owes; `word` is its new state."""
    days = dossier.days
    when = f"le {day(days.on)}" if days.is_said else "au jour indiqué"
    owed = "\u00a0; ".join(
        f"{one.obligation.title}, {day(one.due_on)}" for one in _owed_after(dossier)
    )
    return [
        f"La convention devient {word} {when}. Plus aucun avenant n’est possible.",
        f"Reste dû après ce jour\u00a0: {owed}."
        if owed
        else "Aucune échéance ne reste due après ce jour.",
        "Une échéance qui revient chaque mois, trimestre ou année s’arrête à la fin de la période "
        "en cours. Les autres, les rappels et les rapports demeurent.",
        "Ce choix est définitif.",
    ]


def _owed_after(dossier: Dossier) -> list[Occurrence]:
    """The occurrences still due once a convention has `ended`: a rhythm stops with the period of
    its end, a day that the text gives stays.
    """
    on = dossier.days.effect
    pending = Occurrence.objects.pending().filter(obligation__convention=dossier.convention)
    found = list(pending.with_obligation().order_by("due_on", "pk"))
    for one in found:
        one.obligation.convention = dossier.convention
    rows = {one.obligation_id: one.obligation for one in found}
    last = max((one.due_on for one in found), default=on)
    keys = due_keys(list(rows.values()), in_force_among(dossier.clauses, on), last)
    return [
        one
        for one in found
        if one.obligation.cadence not in PERIODS or (one.obligation_id, one.due_on) in keys
    ]


def avenant_signed_message(avenant: Avenant) -> str:
    """The message shown once an avenant is signed."""
    said = f"Avenant n°\u00a0{avenant.number} signé."
    return f"{said} Ses valeurs sont en vigueur à partir du {day(avenant.effective_on)}."


def _days_in_words(row: Obligation, due: set[OccurrenceKey]) -> str:
    days = sorted(on for pk, on in due if pk == row.pk)
    if len(days) > 1:
        return f"{count(len(days), 'échéance')}, jusqu’au {day(days[-1])}"
    return day(days[0]) if days else ""


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}\u00a0: " + "\u00a0; ".join(names) + "." if names else ""
