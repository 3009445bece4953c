"""The filters of the list of hand-outs."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from accounts.enums import Permission
from accounts.models import User
from beneficiaries.models import Person
from common.lists import DayFilter, Filters
from common.parsing import clean_search, search_pattern
from common.sort_key import in_reading_order
from distribution.models import Carnet, Depot, HandOut, StockLine
from hand_outs.readings import taken_back, taken_back_in_part
from hand_outs.rules import Typed, parse_hand_out
from programmes.models import Programme

STANDING, CANCELLED, IN_PART = "remis", "annulee", "annulee-en-partie"


class HandOutFilters(Filters):
    """The search is sealed: it may be a name, or the code of a pass."""

    is_posted = True

    q = django_filters.CharFilter(label="Reçu, carnet ou pass", method="search")
    depot = django_filters.ModelChoiceFilter(
        label="Dépôt",
        field_name="depot",
        to_field_name="public_id",
        queryset=Depot.objects.none(),
        empty_label="Tous",
    )
    du = DayFilter(label="Remis du", field_name="handed_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Jusqu’au", field_name="handed_on", lookup_expr="lte", help_text="")
    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[(STANDING, "Remis"), (CANCELLED, "Annulée"), (IN_PART, "Annulée en partie")],
        empty_label="Tous",
    )

    def __init__(self, *args: Any, user: User, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.programme = user, programme
        depots = Depot.objects.visible_to(user).filter(programme=programme).stores()
        self.filters["depot"].queryset = in_reading_order(depots, "name", "pk")
        if user.can(Permission.PERSON_READ):
            self.filters["q"].label = "Nom, reçu, carnet, pass"

    def search(self, rows: QuerySet[HandOut], name: str, value: str) -> QuerySet[HandOut]:
        """By a name too, for who may read people."""
        words = clean_search(value)
        people = Person.objects.visible_to(self.user).filter(programme=self.programme)
        named = Q(decision__request__person__in=people.matching(words).values("pk"))
        depot = Q(depot__name__iregex=search_pattern(words))
        return rows.filter(depot | named | self._numbered(parse_hand_out(words)))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value == STANDING:
            return rows.standing()
        return taken_back(rows) if value == CANCELLED else taken_back_in_part(rows)

    def _numbered(self, typed: Typed) -> Q:
        found = Q()
        if typed.receipt:
            year, number = typed.receipt
            found |= Q(receipt_year=year, receipt_number=number)
        if typed.number:
            found |= Q(receipt_number=typed.number)
        if carnet := self._carnet(typed):
            lines = StockLine.objects.of_carnets(self.programme, carnet.number, carnet.number)
            found |= Q(pk__in=lines.exclude(hand_out=None).values("hand_out"))
        return found

    def _carnet(self, typed: Typed) -> Carnet | None:
        """The carnet of this number, that holds the pass of this number, or that a code names."""
        if typed.of_pass is None:
            return Carnet.objects.find_by_any_code(self.programme, typed.code)
        letter, serial = typed.of_pass
        if letter not in ("", self.programme.letter):
            return None
        return Carnet.objects.filter(programme=self.programme, passes__serial=serial).first()
