"""What the counter shows: the page on which an agent finds a person and hands carnets out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse

from accounts.models import User
from beneficiaries.models import Decision, Person
from common.errors import Refusal
from common.form_pages import Settled
from common.formats import count, day
from common.sort_key import in_reading_order
from distribution import rules
from distribution.forms import HandOutForm
from distribution.models import Carnet, Depot, HandOut
from distribution.querysets import DepotQuerySet, with_passes_left
from distribution.readings.hand_outs import carnets_to_hand_out
from distribution.readings.ledger import undoing
from programmes.models import Programme

MOST_PEOPLE, MOST_HAND_OUTS = 8, 8  # rows that fit on one screen
NO_DEPOT = "Votre organisation ne tient pas encore de dépôt. Prévenez le gestionnaire du programme."


def settled(given: HandOut) -> Settled:
    """What is said of a hand-out that is undone already."""
    said = f"Cette remise a déjà été contre-passée {undoing(given)}"
    heading = f"Annuler la remise {given.receipt}"
    return Settled(heading, said, reverse("distribution:counter"), "Revenir au comptoir")


def visible_hand_outs(user: User, programme: Programme) -> Any:
    return HandOut.objects.visible_to(user).filter(programme=programme)


def visible_decisions(user: User, programme: Programme) -> Any:
    """The decisions that the user may see, each with the passes `left` to hand out."""
    people = Person.objects.known().filter(programme=programme)
    seen = Decision.objects.visible_to(user).filter(request__person__in=people)
    return with_passes_left(seen).select_related("request__person__commune", "version", "category")


def visible_stores(user: User, programme: Programme) -> DepotQuerySet:
    """The depots from which the user's organisation hands out."""
    stores = Depot.objects.visible_to(user).stores().open()
    return in_reading_order(stores.filter(programme=programme), "name", "pk")


@dataclass
class Counter:
    """The counter of a user: people found, the person chosen, what they may receive.

    `refusal` says what prevents a hand-out.
    """

    user: User
    programme: Programme
    today: dt.date
    words: str = ""
    people: list[Person] = field(default_factory=list)
    person: Person | None = None
    decision: Decision | None = None
    carnets: list[Carnet] = field(default_factory=list)
    form: HandOutForm | None = None
    refusal: str = ""

    def search(self, words: str, chosen_id: str) -> None:
        """Find people by name or day of birth, and choose the one of this id or the only one."""
        self.words = words
        if words:
            people = Person.objects.visible_to(self.user).filter(programme=self.programme)
            found = people.matching(words).select_related("commune")
            self.people = list(found.order_by("sort_key", "born_on", "pk")[: MOST_PEOPLE + 1])
        if person := self._chosen(chosen_id):
            self.people, self.person = [], person
            self.decision = self._decision_to_serve(person)
            if self.decision is not None:
                self.propose(self.decision)

    def propose(self, decision: Decision, posted: Mapping[str, Any] | None = None) -> None:
        """Prepare the form with the carnets of the first depot that can serve this decision, or
        say what prevents it.
        """
        self.person, self.decision = decision.request.person, decision
        is_used_up = decision.left <= 0  # type: ignore[attr-defined] # by `visible_decisions`
        depot = None if is_used_up else self._first_depot_to_serve(decision)
        number = f"{self.carnets[0].number:05d}" if self.carnets else ""
        self.form = HandOutForm(
            posted,
            programme=self.programme,
            depots=self.depots,
            initial={"depot": depot and depot.public_id, "first_carnet": number},
        )

    @cached_property
    def depots(self) -> DepotQuerySet:
        return visible_stores(self.user, self.programme)

    @property
    def listed(self) -> list[Person]:
        return self.people[:MOST_PEOPLE]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        if self.decision is None:
            return []
        code = self.decision.category.code if self.decision.category else None
        return rules.reasons_without_status(self.decision.reasons, code)

    @property
    def proposed(self) -> str:
        """`carnets n° 00012 à 00013, 10 pass en tout`."""
        numbers = [carnet.number for carnet in self.carnets]
        passes = sum(carnet.lot.passes_per_carnet for carnet in self.carnets)
        return f"{rules.carnets_in_words(numbers)}, {count(passes, 'pass')} en tout"

    def page(self, done_id: str) -> dict[str, Any]:
        """The values of the page; `done_id` is the id of the hand-out that was just made."""
        hand_outs = visible_hand_outs(self.user, self.programme)
        todays = hand_outs.filter(handed_on=self.today, depot__in=self.depots)
        recent = list(todays.with_carnets().order_by("-handed_at", "-pk")[: MOST_HAND_OUTS + 1])
        is_more = len(recent) > MOST_HAND_OUTS
        standing = sum(not given.is_undone for given in recent)
        return {
            "counter": self,
            "form": self.form,
            "too_many": len(self.people) > MOST_PEOPLE,
            "people": self.listed,
            "stock": Carnet.objects.filter(depot__in=self.depots).count(),
            "depots": self.depots,
            "today": self.today,
            "count": todays.standing().count() if is_more else standing,
            "todays": recent[:MOST_HAND_OUTS],
            "is_more": is_more,
            "done": _confirmation(hand_outs.with_carnets().by_public_id(done_id).first()),
        }

    def _chosen(self, chosen_id: str) -> Person | None:
        if chosen_id:
            return next((one for one in self.people if str(one.public_id) == chosen_id), None)
        return self.people[0] if len(self.people) == 1 else None

    def _decision_to_serve(self, person: Person) -> Decision | None:
        """The first decision filed that has passes left, else the last one filed."""
        found = visible_decisions(self.user, self.programme).filter(request__person=person)
        decisions = list(found.order_by("request__filed_on", "pk"))
        with_passes = (one for one in decisions if one.left > 0)
        return next(with_passes, decisions[-1] if decisions else None)

    def _first_depot_to_serve(self, decision: Decision) -> Depot | None:
        """The first depot that can hand out; when none can, the first one's refusal is kept."""
        self.refusal = "" if self.depots else NO_DEPOT
        for depot in self.depots:
            try:
                self.carnets = carnets_to_hand_out(decision, depot=depot, on=self.today)
            except Refusal as refusal:
                self.refusal = self.refusal or refusal.sentence
            else:
                self.refusal = ""
                return depot
        return None


def _confirmation(hand_out: Any) -> dict[str, Any] | None:
    """What was just handed out, with its receipt."""
    if hand_out is None:
        return None
    url = reverse("distribution:receipt", args=[hand_out.public_id])
    receipt = {"url": url, "name": f"Reçu {hand_out.receipt}", "kind": "PDF", "weight": ""}
    return {
        "what": f"{rules.carnets_in_words(hand_out.numbers).capitalize()} remis",
        "number": f"reçu {hand_out.receipt}",
        "next": [
            f"{count(hand_out.passes, 'pass')} utilisables jusqu’au {day(hand_out.valid_until)}.",
            "Faites signer le reçu, puis passez à la personne suivante.",
        ],
        "files": [receipt],
    }
