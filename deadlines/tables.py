"""The list of occurrences, as a file and grouped by nearness as a page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2.rows import BoundRow

from common.formats import count, day_short, days_from
from common.http import address
from common.tables import HIDDEN_ON_PHONE, DayColumn, Group, Table, state
from deadlines.enums import Nearness, OccurrenceState
from deadlines.models import Occurrence
from deadlines.querysets import PENDING
from deadlines.readings import NO_RESPONSIBLE, state_family, state_in_words
from deadlines.rules import Nearby

FAMILIES = {Nearness.LATE: "watch", Nearness.DONE: "done", Nearness.EARLIER: "done"}


class OccurrenceTable(Table):
    caption = "Échéances"

    obligation = tables.Column(
        verbose_name="Obligation",
        linkify=("deadlines:occurrence", {"public_id": tables.A("public_id")}),
        order_by=("obligation__title", "due_on"),
    )
    due_on = DayColumn(verbose_name="Échéance", attrs={"td": {"class": "nowrap"}})
    state = tables.Column(verbose_name="État", order_by=("state", "due_on"))
    convention = tables.Column(
        verbose_name="Convention",
        accessor="obligation__convention",
        order_by=("obligation__convention__title", "due_on"),
        attrs={"td": {"class": "short"}},
    )
    article = tables.Column(
        verbose_name="Article",
        accessor="obligation__article",
        orderable=False,
        default="sans article",
        attrs=HIDDEN_ON_PHONE,
    )
    responsible = tables.Column(
        verbose_name="Responsable",
        accessor="current_responsible",
        default=NO_RESPONSIBLE,
        orderable=False,
        attrs={"td": {"class": "short"}},
    )
    sent_on = DayColumn(verbose_name="Envoyée ou faite le", empty_values=())

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = (
            "Aucune échéance encore. Elles se calculent à la signature d’une convention "
            "qui porte des obligations."
        )

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)

    def render_state(self, record: Occurrence) -> SafeString:
        return state(state_family(record, self.today), state_in_words(record, self.today))

    def value_state(self, record: Occurrence) -> str:
        return state_in_words(record, self.today)

    def render_sent_on(self, record: Occurrence) -> str:
        if record.sent_on is not None:
            return day_short(record.sent_on)
        if record.state == OccurrenceState.WAIVED:
            return "sans objet"
        return "non communiqué" if record.state == OccurrenceState.EARLIER else "pas encore"

    def value_sent_on(self, record: Occurrence) -> dt.date | None:
        return record.sent_on


def _url(record: Occurrence) -> str:
    """The page of an occurrence; of one that is only announced, that of its convention."""
    if record.pk:
        return address("deadlines:occurrence", record.public_id)
    return address("dossiers:convention", record.obligation.convention.public_id)


class GroupedTable(OccurrenceTable):
    """The list as a page shows it: late ones, those of the next months, later ones, announced
    ones, then those that are done.

    `headings` are the title of each group, and how many the whole list has in it; `announced` are
    occurrences that do not exist yet, under `announced_title`; `convention` is the one of all rows,
    empty when each has to name its own. Sorted by a reader, it has no group.
    """

    heading_column = "obligation"

    obligation = tables.Column(
        verbose_name="Obligation",
        linkify=_url,
        order_by=("obligation__title", "due_on"),
    )
    responsible = tables.Column(
        verbose_name="Responsable",
        accessor="current_responsible",
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "short"}},
    )

    class Meta(OccurrenceTable.Meta):
        exclude = ("convention", "article", "sent_on")
        sequence = ("due_on", "obligation", "state", "responsible")

    def __init__(
        self,
        *given: Any,
        headings: Mapping[Nearness, tuple[str, int]],
        convention: str,
        can_follow: bool,
        announced: Sequence[Occurrence] = (),
        announced_title: str = "",
        **more: Any,
    ) -> None:
        self.headings, self.can_follow = headings, can_follow
        self.convention = convention
        self.caption = f"Échéances\u00a0: {convention}" if convention else "Échéances"
        self.announced, self.announced_title = announced, announced_title
        super().__init__(*given, **more)

    @property
    def groups(self) -> Sequence[Group]:
        if self.order_by:
            return super().groups
        found, nearby = [], Nearby(self.today)
        for near, rows in groupby(self.paginated_rows, lambda row: nearness(row.record, nearby)):
            title, number = self.headings[near]
            found.append(Group(list(rows), title, number, FAMILIES.get(near, "")))
        if self.beside:
            later = [BoundRow(one, table=self) for one in self.announced]
            at = len(found) - sum(one.family == "done" for one in found)
            found.insert(at, Group(later, self.announced_title, len(later)))
        return found

    @property
    def beside(self) -> str:  # type: ignore[override]
        """`, et 9 annoncées`, on the page that shows them."""
        is_here = self.announced and not self.order_by and self._holds_the_last_pending()
        return f", et {count(len(self.announced), 'annoncée')}" if is_here else ""

    def _holds_the_last_pending(self) -> bool:
        pending = (n for near, (_, n) in self.headings.items() if FAMILIES.get(near) != "done")
        return bool(self.page.start_index() <= max(sum(pending), 1) <= self.page.end_index())

    def render_due_on(self, record: Occurrence) -> SafeString:
        said = days_from(record.due_on, self.today)
        if record.pk and record.state not in PENDING:
            said = f"le {day_short(record.sent_on)}" if record.sent_on else ""
        written = day_short(record.due_on)
        return format_html('{} <span class="delay">{}</span>', written, said)

    def render_obligation(self, record: Occurrence) -> str:
        title, convention = record.obligation.title, record.obligation.convention.title
        return title if self.convention else f"{title} ({convention})"

    def render_state(self, record: Occurrence) -> SafeString:
        return super().render_state(record) if record.pk else state("announced", "annoncée")

    def render_responsible(self, record: Occurrence) -> str:
        who = record.current_responsible
        if who is not None:
            return str(who)
        if record.pk is None:
            return "à désigner"
        if record.state in PENDING and self.can_follow:
            page = address("deadlines:assign-occurrence", record.public_id)
            hidden = f" qui suit {record.obligation.title}, {day_short(record.due_on)}"
            return format_html(
                '<a href="{}">Désigner<span class="visually-hidden">{}</span></a>', page, hidden
            )
        return NO_RESPONSIBLE


def nearness(record: Occurrence, nearby: Nearby) -> Nearness:
    """The group of an occurrence."""
    if record.state in PENDING:
        return nearby.of(record.due_on)
    return Nearness.EARLIER if record.state == OccurrenceState.EARLIER else Nearness.DONE
