"""The lists of deliberations and of calendars."""

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common import formats
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state
from deliberations.models import Calendar, Deliberation
from deliberations.readings import groups_by_vote, votes_in_words

# The page of a deliberation shows them, and the file of the list has them.
ONLY_IN_FILE = (
    "votes_for",
    "votes_against",
    "abstentions",
    "present",
    "proxies",
    "excused",
    "absent",
    "not_voting",
    "groups",
    "signatory",
    "published_on",
    "transmitted_on",
    "act_reference",
)


class DeliberationTable(Table):
    caption = "Délibérations"

    number = tables.Column(
        verbose_name="Numéro",
        attrs={"td": {"class": "nowrap"}},
        linkify=("dossiers:deliberation", {"public_id": tables.A("public_id")}),
    )
    session_on = DayColumn(verbose_name="Séance", order_by=("session_on", "number"))
    assembly = tables.Column(verbose_name="Assemblée", order_by=("assembly", "session_on"))
    subject = tables.Column(verbose_name="Objet", orderable=False)
    report_number = tables.Column(verbose_name="Rapport", attrs=HIDDEN_ON_PHONE)
    vote = tables.Column(verbose_name="Vote", orderable=False, empty_values=())
    executory_on = DayColumn(
        verbose_name="Exécutoire", orderable=False, default="inconnu", attrs=HIDDEN_ON_PHONE
    )
    votes_for = NumberColumn(verbose_name="Pour")
    votes_against = NumberColumn(verbose_name="Contre")
    abstentions = NumberColumn(verbose_name="Abstentions")
    present = NumberColumn(verbose_name="Présents")
    proxies = NumberColumn(verbose_name="Pouvoirs")
    excused = NumberColumn(verbose_name="Excusés")
    absent = NumberColumn(verbose_name="Absents")
    not_voting = NumberColumn(verbose_name="N’ont pas pris part au vote")
    groups = tables.Column(verbose_name="Groupes", empty_values=())
    signatory = tables.Column(verbose_name="Signée par")
    published_on = DayColumn(verbose_name="Publiée le")
    transmitted_on = DayColumn(verbose_name="Transmise le")
    act_reference = tables.Column(verbose_name="Identifiant de l’acte")

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune délibération encore."

    def render_vote(self, record: Deliberation) -> str:
        return votes_in_words(record)

    def render_groups(self, record: Deliberation) -> str:
        found = groups_by_vote(record.groups.all()).items()
        votes = (f"{vote.label}\u00a0: " + "\u00a0; ".join(names) for vote, names in found)
        return " – ".join(votes)


class CalendarTable(Table):
    """Calendars, the latest decision first; `current` is the one in force today."""

    caption = "Calendriers décidés"

    in_force_on = DayColumn(verbose_name="Décidé le")
    period = tables.Column(verbose_name="Pass utilisables", accessor="starts_on")
    passes_in_words = tables.Column(verbose_name="Pass", default="nombre non décidé")
    state = tables.Column(verbose_name="État", empty_values=())
    deliberation = tables.Column(
        verbose_name="Délibération",
        linkify=("dossiers:deliberation", {"public_id": tables.A("deliberation__public_id")}),
        default="sans délibération saisie",
        attrs={"td": {"class": "nowrap"}},
    )
    note = tables.Column(verbose_name="Source", default="sans mention", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        orderable = False
        empty_text = "Aucun calendrier encore. Il se décide sur la page d’une délibération."

    def __init__(self, *given: Any, current: Calendar | None, **more: Any) -> None:
        self.current = current
        super().__init__(*given, **more)

    def render_period(self, record: Calendar) -> str:
        return formats.period(record.starts_on, record.ends_on)

    def render_state(self, record: Calendar) -> SafeString:
        if record == self.current:
            return state("under_way", "en vigueur")
        is_past = self.current is not None and record.in_force_on < self.current.in_force_on
        return state("done", "remplacé") if is_past else state("to_come", "à venir")
