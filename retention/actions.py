"""Erase the data of a person, for good: the row stays and names nobody."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from audit import journal
from audit.actors import Author
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Allowance, Decision, Person, Request
from beneficiaries.models.people import ERASED
from circulation.models import UseReminder
from common.errors import Refusal
from common.formats import day
from common.saving import lock, lock_all
from distribution.models import HandOut, StockLine
from incidents.models import Block
from mediation.models import Redemption
from retention.readings import dealings_of
from retention.rules import Dealings, erasure_day


class NotDue(Refusal):
    """The data of the person are still to be kept."""


class StillSpendable(Refusal):
    """A carnet handed to the person can still be spent, or a request of theirs waits."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Rows that tell of a person, found by the path to the person: `erased` is what erasure leaves
    in some columns (None: the rows are deleted), `kept` the columns that stay for the accounts;
    rows that are `blank` have nothing to erase.
    """

    model: type[models.Model]
    path: str
    erased: dict[str, Any] | None
    kept: str = ""
    blank: dict[str, Any] = field(default_factory=dict)

    def erase(self, person: Person) -> None:
        rows = self.model._default_manager.filter(**{self.path: person.pk})  # noqa: SLF001
        if self.erased is None:
            rows.delete()
        elif self.erased:
            rows.exclude(**self.erased).exclude(**self.blank).update(**self.erased)


# All that is kept of a person. The triggers `append_only` of decisions, requests and stock lines
# let these values pass, once the person is erased, and nothing else.
OF_HAND_OUT = "hand_out__decision__request__person"
TRACES = (
    Trace(
        Request,
        "person",
        {"status": "", "proof_kind": "", "proof_dated_on": None},
        kept="filed_on channel establishment",
    ),
    Trace(
        Decision,
        "request__person",
        {"facts": {}, "reasons": []},
        kept="category granted passes decided_on decided_by",
    ),
    Trace(Allowance, "person", None),
    Trace(HandOut, "decision__request__person", {}, kept="passes handed_on handed_by"),
    Trace(StockLine, OF_HAND_OUT, {"reason": "effacé"}, kept="moved_by", blank={"reason": ""}),
    Trace(Block, f"carnet__{OF_HAND_OUT}", {"note": "effacé"}, kept="declared_by lifted_by"),
    Trace(
        Block,
        f"carnet__{OF_HAND_OUT}",
        {"lift_reason": "effacé"},
        blank={"lift_reason": ""},
    ),
    Trace(UseReminder, OF_HAND_OUT, None),
    Trace(Redemption, f"carnet__{OF_HAND_OUT}", {}, kept="receipt received_by"),
)
OF_PERSON = {**ERASED, "born_on": None}
KEPT_OF_PERSON = "commune registered_at"


@transaction.atomic
def erase(person: Person, *, on: dt.date, reason: ErasedFor, by: Author) -> Person:
    """Erase what names or describes a person, since their time is over or since they ask."""
    person = lock(person, "programme")
    if person.erased_on is not None:
        return person
    # A hand-out in progress holds the decision: it ends first, and counts.
    lock_all(Decision.objects.filter(request__person=person))
    _check(person, on, reason)
    Person.objects.filter(pk=person.pk).update(**OF_PERSON, erased_on=on, erased_for=reason)
    for trace in TRACES:
        trace.erase(person)
    journal.record("person.erased", person, by=by, reason=reason)
    person.refresh_from_db()
    return person


def note_copied(person: Person, *, by: Author) -> None:
    """Keep in the journal that the data of a person were shown whole, to be given to them."""
    journal.record("person.copied", person, by=by)


def check_free(dealings: Dealings, on: dt.date) -> None:
    """Refuse while accounts need the person, whatever the person asks (RGPD, art. 17.3.b)."""
    if dealings.free_on is None:
        raise StillSpendable("Une demande de cette personne attend sa réponse. Décidez-la d’abord.")
    if on < dealings.free_on:
        raise StillSpendable(
            "Un carnet remis à cette personne peut encore être utilisé, jusqu’au "
            f"{day(dealings.spendable_until)} avec la tolérance. Rien n’est effacé. L’effacement "
            f"est possible à partir du {day(dealings.free_on)}."
        )


def _check(person: Person, on: dt.date, reason: ErasedFor) -> None:
    dealings = dealings_of(Person.objects.filter(pk=person.pk), on)[person.pk]
    check_free(dealings, on)
    due_on = erasure_day(dealings, person.programme.retention_months)
    if reason == ErasedFor.DUE and (due_on is None or on < due_on):
        raise NotDue(f"Ces données sont à garder jusqu’au {day(due_on)} exclu.")
