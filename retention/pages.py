"""What the pages on data to erase, on an erasure and on a copy show."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from common.errors import Refusal
from common.form_pages import Settled, Step
from common.formats import count, day, month, of
from common.http import address
from common.periods import period_end, plus_months
from programmes.models import Programme
from retention.actions import check_free
from retention.documents import Part, copy_of
from retention.readings import dealings_of, due
from retention.tables import DueTable

NOTICE = dt.timedelta(days=30)
MOST_MONTHS = 24
LEFT = (
    "Restent, sans rien qui la nomme, sa commune, ses réponses, ses reçus et ses pass\u00a0: "
    "aucun compte ni aucun rapport ne change."
)


def index_page(programme: Programme, on: dt.date) -> dict[str, Any]:
    """Who is due until the end of the next month, how many of them soon, and who was erased."""
    this_month = period_end(on, 1)
    until = period_end(plus_months(on, 1), 1)
    found = due(programme, until=until, on=on)
    soon = sum(one.on <= on + NOTICE for one in found)
    now = sum(one.on <= this_month for one in found)
    return {
        "answer": f"{_people(soon)} à effacer d’ici le {day(on + NOTICE)}",
        "facts": [
            {"key": f"À effacer en {month(this_month)}", "value": _people(now)},
            {"key": f"En {month(until)}", "value": _people(len(found) - now)},
        ],
        "months": programme.retention_months,
        "table": DueTable(found),
        "erased": list(_erased(programme)),
    }


def copy_page(person: Person, on: dt.date) -> dict[str, Any]:
    """The copy of what is kept of a person, to read, to print or to download."""
    parts = [
        {
            "title": part.title,
            "grid": _grid(part) if part.is_table and part.entries else None,
            "entries": [] if part.is_table else [_rows(one) for one in part.entries],
        }
        for part in copy_of(person)
    ]
    return {"person": person, "today": on, "parts": parts}


def erase_step(person: Person) -> Step:
    return Step(
        f"Effacer les données {of(person.full_name)}",
        "Effacer ces données",
        address("beneficiaries:detail", person.public_id),
        "La personne l’a demandé (RGPD, art. 17).",
        [
            "Son nom, sa naissance, son téléphone, sa situation, ses justificatifs, les faits et "
            "les motifs de ses réponses sont effacés pour toujours. Ses plafonds aussi.",
            LEFT,
            "Personne ne la retrouvera par son nom. Si elle revient, elle est enregistrée de "
            "nouveau. Un pass accordé et non remis est perdu pour elle.",
            "Donnez-lui d’abord la copie de ses données, si elle la veut. Détruisez les reçus "
            "signés qui portent son nom, et prévenez la structure qui l’a enregistrée.",
        ],
        grave=True,
        part="Ayants droit",
    )


def settled(person: Person, on: dt.date) -> Settled | None:
    """What is said of a person whose data are erased, or cannot be yet; None when they may be."""
    url, back = address("beneficiaries:detail", person.public_id), "Revenir à la personne"
    heading = f"Effacer les données {of(person.full_name)}"
    if person.erased_on:
        said = f"Elles ont été effacées le {day(person.erased_on)}."
        return Settled("Effacer des données", said, url, back)
    try:
        check_free(dealings_of(Person.objects.filter(pk=person.pk), on)[person.pk], on)
    except Refusal as refusal:
        return Settled(heading, refusal.sentence, url, back)
    return None


def _grid(part: Part) -> dict[str, Any]:
    """The entries as `components/clause_table.html` shows them."""
    lines = [[(value, False, key) for key, value in entry.items()] for entry in part.entries]
    head = [(key, False) for key in part.entries[0]]
    return {"caption": part.title, "head": head, "lines": lines}


def _people(number: int) -> str:
    return count(number, "personne") if number else "Aucune personne"


def _rows(entry: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in entry.items()]


def _erased(programme: Programme) -> Iterator[dict[str, str]]:
    """The last months in which somebody was erased, and how many had asked for it."""
    erased = Person.objects.filter(programme=programme, erased_on__isnull=False)
    by_month = erased.order_by().values(month=TruncMonth("erased_on"))
    asked = Count("pk", filter=~Q(erased_for=ErasedFor.DUE))
    rows = by_month.annotate(number=Count("pk"), asked=asked).order_by("-month")
    for row in rows[:MOST_MONTHS]:
        said = f", dont {row['asked']} à sa demande" if row["asked"] else ""
        yield {"key": month(row["month"]), "value": f"{count(row['number'], 'personne')}{said}"}
