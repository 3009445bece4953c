"""The table of the journal."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit.models import Event
from common import formats
from common.tables import HIDDEN_ON_PHONE, Table
from events.enums import VERB_LABELS


class JournalTable(Table):
    """The events of the journal: who did what to what, when, from where."""

    caption = "Journal des actes"
    links: dict[tuple[str, int], str] = {}
    at = tables.Column("Quand", attrs={"td": {"class": "nowrap"}})
    actor = tables.Column("Auteur")
    role = tables.Column("En tant que", empty_values=(None,), orderable=False)
    verb = tables.Column("Acte")
    subject = tables.Column("Objet")
    address = tables.Column("Depuis", default="le serveur", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by = "-at"
        empty_text = "Aucun acte enregistré pour l’instant."

    def render_at(self, value: Any) -> str:
        return formats.moment(value)

    def render_actor(self, value: str, record: Event) -> str | SafeString:
        """The name, then `Régisseur, Département du Pas-de-Calais`."""
        if not (said := self.value_role(record.role, record)):
            return value
        return format_html('<div>{}<br><span class="muted small">{}</span></div>', value, said)

    def value_actor(self, value: str) -> str:
        return value

    def value_role(self, value: str, record: Event) -> str:
        return ", ".join(part for part in (value, record.organisation) if part)

    def render_verb(self, value: str) -> str:
        return VERB_LABELS.get(value, value)

    value_verb = render_verb

    def render_subject(self, value: str, record: Event) -> str | SafeString:
        url = self.links.get((record.subject_type, record.subject_id))
        said = self.value_subject(value, record)
        return format_html('<a href="{}">{}</a>', url, said) if url and said == value else said

    def value_subject(self, value: str, record: Event) -> str:
        """The object; of a page that named people, which one and how many."""
        if record.verb != "person.listed":
            return value
        return (
            f"{record.details['page']}\u00a0: {formats.count(record.details['people'], 'personne')}"
        )

    def value_at(self, value: dt.datetime) -> dt.datetime:
        return value
