"""The gallery of components, in every state: for those who develop pages, never in production."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import Column, RequestConfig

from accounts.enums import Role
from accounts.http import Request
from accounts.models import Organisation
from common import formats
from common.charts import LineChart, Series
from common.column_charts import ColumnChart
from common.forms import CodesField, DayField, EurosField, Form
from common.gauges import Gauge, bar
from common.lanes import ANNOUNCED, Due, End, Lane, Lanes, draw
from common.line_forms import CardLine, FormWithLines, Line
from common.lists import Filters, listing
from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    Group,
    NumberColumn,
    Table,
    state,
)
from conventions.enums import PartyQuality
from conventions.models import Party
from conventions.readings.texts import ClauseTable
from dossiers.pages.checks import Milestone
from dossiers.readings import Change
from reporting.pages import changes

READERS = {Role.MANAGER, Role.ADMINISTRATOR}
FAMILIES = {
    "to_come": "commandé",
    "under_way": "actif",
    "done": "utilisé",
    "watch": "en retard",
    "stopped": "bloqué",
}


class Sample(Form):
    """One field of each kind."""

    named = {
        "signed_on": "la date de signature de la convention",
        "amount": "le montant voté",
        "basis": "la base de la dépense",
    }

    signed_on = DayField(label="Date de signature")
    amount = EurosField(label="Montant voté", help_text="En euros, comme dans la délibération.")
    codes = CodesField(label="Codes des pass", help_text="Un par ligne.", required=False)
    basis = forms.ChoiceField(
        label="Base de la dépense",
        choices=[("bought", "Pass achetés"), ("consumed", "Pass consommés")],
        widget=forms.RadioSelect,
    )
    funders = forms.MultipleChoiceField(
        label="Financeurs",
        choices=[("anct", "ANCT"), ("feder", "FEDER")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    depot = forms.ChoiceField(
        label="Dépôt",
        choices=[("", "Choisir"), *((str(n), f"Dépôt n°\u00a0{n}") for n in range(1, 9))],
        help_text="Repris de la demande n°\u00a0218.",
    )
    proof = forms.FileField(label="Pièce", help_text="PDF, 5\u00a0Mo au plus.", required=False)
    sure = forms.BooleanField(label="J’ai vu la pièce et je l’atteste")


class Post(Line):
    label = forms.CharField(label="Poste")
    amount = EurosField(label="Montant (€)")


class Duty(CardLine):
    blank_title = "Ajouter une obligation"
    rare = ("note",)

    title = forms.CharField(label="Obligation")
    note = forms.CharField(label="Mention", required=False)
    remove = forms.BooleanField(label="Retirer", required=False)

    @property
    def content_in_words(self) -> str:
        return str(self.initial.get("title", ""))


class Posts(FormWithLines):
    lines: ClassVar[dict[str, type[Line]]] = {"posts": Post, "duties": Duty}


class RefusedPosts(FormWithLines):
    lines: ClassVar[dict[str, type[Line]]] = {"refused": Post, "refused_duties": Duty}


class Carnets(Table):
    """A list: blocks on a phone."""

    caption = "Carnets du dépôt d’Arras"
    number = Column(
        "Carnet", linkify=lambda record: f"#carnet-{record['number']}", footer="128 carnets"
    )
    state = Column("État")
    passes = NumberColumn(verbose_name="Pass", footer=formats.number(1280))
    since = DayColumn(verbose_name="Depuis")
    holder = Column("Détenteur", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        empty_text = "Aucun carnet dans ce dépôt."

    def render_state(self, value: str) -> str:
        return state(value, FAMILIES[value])


class GroupedCarnets(Carnets):
    """A list in groups: the first stands out, the last recedes."""

    caption = "Carnets par état"

    @property
    def groups(self) -> list[Group]:
        rows = list(self.paginated_rows)
        halves = (rows[:2], "En retard", "watch"), (rows[2:], "Faits", "done")
        return [Group(of, title, len(of), family) for of, title, family in halves]


class Account(Table):
    """An account: columns kept, total ruled and last."""

    caption = "Dépenses du 1er\u00a0janvier au 31\u00a0mars 2023, en euros"
    post = Column("Poste", footer="Total")
    opening = EurosColumn(verbose_name="Ouverture", footer=formats.number(Decimal(52750), 2))
    entered = EurosColumn(verbose_name="Entrées", footer=formats.number(Decimal("10234.56"), 2))
    left = EurosColumn(verbose_name="Sorties", footer=formats.number(Decimal(1250), 2))
    closing = EurosColumn(verbose_name="Clôture", footer=formats.number(Decimal("61734.56"), 2))

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False


@require_GET
def index(request: Request) -> HttpResponse:
    acting = request.user.acting
    if not settings.DEBUG or acting is None or acting.role not in READERS:
        raise Http404
    return render(request, "gallery/index.html", context(request))


def context(request: Request) -> dict[str, object]:
    """Invented values, one for each state of each component."""
    listed, empty = Carnets(_rows(), prefix="c-"), Carnets([], prefix="v-")
    RequestConfig(request, paginate={"per_page": 6}).configure(listed)
    return {
        "families": FAMILIES.items(),
        "blank": Sample(auto_id="vide_%s"),
        "wrong": _wrong(),
        "listed": listed,
        "empty": empty,
        "account": Account(POSTS),
        "grouped": GroupedCarnets(_rows()[:4], orderable=False),
        "listing": listing(request, GroupedCarnets(_rows(), prefix="f-"), FILTERED),
        "filled": [one.sets.values() for one in (Posts(initial_lines=FILLED), _wrong_posts())],
        "bars": BARS,
        "gauges": GAUGES,
        "columns": COLUMNS,
        "grid": GRID,
        "changes": CHANGES,
        "milestones": MILESTONES,
        "news": NEWS,
        "lines": LINES,
        "lanes": LANES,
        "entries": ENTRIES,
        "summary": SUMMARY,
        "steps": STEPS,
        "facts": FACTS,
        "parties": PARTIES,
        "filters": FILTERS,
        "page": Paginator(range(128), 50).page(2),
        "primary": {"label": "Préparer une convention", "url": "#preparer"},
        "consequences": CONSEQUENCES,
        "files": [{"url": "#f", "name": "Reçu", "kind": "PDF", "weight": "12\u00a0ko"}],
        **OUTCOMES,
    }


def _rows() -> list[dict[str, object]]:
    return [
        {
            "number": f"{4500 + i:05d}",
            "state": list(FAMILIES)[i % 5],
            "passes": 10,
            "since": dt.date(2023, 5, 1 + i % 28) if i % 7 else None,
            "holder": "Centre social d’Arras",
        }
        for i in range(128)
    ]


def _wrong() -> Sample:
    form = Sample(
        {"signed_on": "15 mai", "amount": "douze", "basis": ""},
        {"proof": SimpleUploadedFile("vide.pdf", b"")},
        auto_id="faux_%s",
    )
    form.full_clean()
    return form


def _wrong_posts() -> RefusedPosts:
    sizes = [f"{name}-TOTAL_FORMS=1&{name}-INITIAL_FORMS=0" for name in RefusedPosts.lines]
    typed = ["refused-0-amount=douze", "refused_duties-0-note=annexe"]
    form = RefusedPosts(QueryDict("&".join([*sizes, *typed])))
    form.is_valid()
    form.sets["refused"].refuse("Les postes font 0,00\u00a0€\u00a0; il manque 10,00\u00a0€.")
    return form


MONTHS_SHOWN = ["déc. 22", "janv. 23", "févr. 23", "mars 23", "avr. 23", "mai 23"]
FILTERED = Filters({"q": "arras"}, Organisation.objects.none())
FILLED: dict[str, list[dict[str, Any]]] = {
    "posts": [{"label": "Pass", "amount": Decimal(500_000)}],
    "duties": [{"title": "Remettre le bilan", "note": "annexe 2"}],
}
BARS = [
    ("part d’un tout", bar(20, 100)),
    ("avec sa limite", bar(20, 100, mark=80)),
    ("au-delà de sa limite", bar(95, 100, mark=80)),
    ("ce qui sort", bar(10, 100, start=40, kind="out")),
    ("la somme", bar(50, 100, kind="sum")),
    ("pas encore là", bar(100, 100, kind="absent")),
]
GAUGES = [
    Gauge("Aides publiques", "70,74\u00a0%", "80\u00a0%", bar(7074, 10_000, mark=8000)),
    Gauge("Part remise", "10,24\u00a0%", "", bar(1024, 10_000)),
]
COLUMNS = ColumnChart(
    finding="125 pass consommés en mars 2023, le mois le plus haut",
    measure="Pass consommés par mois, au 15\u00a0mai\u00a02023",
    labels=MONTHS_SHOWN,
    values=[92, 113, 109, 125, 105, 90],
)
GRID = ClauseTable(
    "Échéancier",
    [("Jour", False), ("Pass", True)],
    [[("31/12/2022", False, "Jour"), ("25\u00a0000", True, "Pass")]],
)
CHANGES = [
    Change(
        "Fin de l’action",
        "30\u00a0juillet\u00a02023",
        "31\u00a0décembre\u00a02023",
        "2",
        is_main=True,
    ),
    Change("Prolongation énoncée", "sans objet", "5 mois", "2"),
]
MILESTONES = [
    Milestone("11\u00a0mars\u00a02021", "Convention signée", "done"),
    Milestone("jour à indiquer", "Signature", "now"),
    Milestone("31\u00a0décembre\u00a02023", "Fin de l’action", "coming"),
]
NEWS = [
    changes.Change(
        dt.date(2023, 5, 15), "15\u00a0mai", "Avenant n°\u00a01", "#avenant", "\u00a0: vote."
    ),
    changes.Change(
        dt.date(2023, 5, 15), "du 9 au 15\u00a0mai", "19 pass consommés", "", " dans 13 lieux."
    ),
]
POSTS = [
    {"post": "Pass", "opening": 50_000, "entered": 10_000, "left": 1250, "closing": 58_750},
    {
        "post": "Coûts annexes",
        "opening": 2750,
        "entered": Decimal("234.56"),
        "left": 0,
        "closing": Decimal("2984.56"),
    },
]
DAYS = [(dt.date(2023, 3, 31), "done"), (dt.date(2023, 4, 30), "watch")]
DAYS += [(dt.date(2023, 5, 31), "under_way"), (dt.date(2023, 6, 30), "to_come")]
LANES = {
    "title": "2\u00a0échéances d’ici au 30\u00a0juin\u00a02023, puis plus rien",
    "perimeter": "Convention ANCT, de mars 2023 à février 2024. Le chiffre est le jour du mois.",
    "drawing": draw(
        Lanes(
            dt.date(2023, 3, 1),
            dt.date(2024, 2, 29),
            dt.date(2023, 5, 15),
            [
                Lane(
                    "Action",
                    "fin en vigueur, fin annoncée",
                    end=End(dt.date(2023, 7, 30), "30\u00a0juillet\u00a02023"),
                    announced=End(dt.date(2023, 12, 31), "31\u00a0décembre\u00a02023, annoncé"),
                ),
                Lane("Comité technique", "chaque mois", [Due(*one) for one in DAYS]),
                Lane("Remettre le bilan", "annoncé", [Due(dt.date(2023, 12, 31), ANNOUNCED)]),
            ],
        )
    ),
    "families": [
        ("watch", "en retard"),
        ("done", "faite"),
        ("under_way", "prête"),
        ("to_come", "à préparer"),
        (ANNOUNCED, "annoncée"),
    ],
    "beyond": "Au-delà\u00a0: 1\u00a0échéance.",
}
LINES = LineChart(
    finding="5\u00a0120 pass remis sur 50\u00a0000\u00a0: le rythme est très en dessous du prévu",
    measure="Pass depuis le début, Pas-de-Calais, hypothèse linéaire pour le prévu",
    period="Mois",
    labels=MONTHS_SHOWN,
    series=[
        Series("Prévu", [33_000, 34_700, 36_400, 38_100, 39_800, 41_500], target=True),
        Series("Remis", [3183, 3698, 3698, 4310, 4808, 5120]),
        Series("Utilisés", [1200, None, 1650, 1890, 2100, 2240]),
    ],
)
ENTRIES = [
    {
        "what": "Fin de l’action corrigée",
        "at": "15\u00a0mai\u00a02023 à\u00a09\u00a0h\u00a042",
        "by": "Gestionnaire du programme",
        "was": "30\u00a0juillet\u00a02023",
        "now": "31\u00a0décembre\u00a02023",
    },
    {"what": "Convention signée", "at": "11\u00a0mars\u00a02021", "by": "délibération 2021-10"},
]
SUMMARY = [
    {
        "key": "Fin de l’action",
        "value": "31\u00a0décembre\u00a02023",
        "was": "30\u00a0juillet\u00a02023",
        "since": "Article 2 de l’avenant 2023-204",
        "url": "#fin",
    },
    {"key": "SIRET", "value": formats.siret("22620001200012")},
    {"key": "IBAN", "missing": "Indiquer l’IBAN", "missing_url": "#iban"},
    {"key": "Jour de signature"},
]
STEPS = [
    {"label": "Vérifier les quantités", "family": "done", "word": "fait"},
    {"label": "Joindre le bordereau", "url": "#joindre", "family": "to_come", "word": "à faire"},
    {
        "label": "Signer le compte",
        "family": "to_come",
        "word": "en attente",
        "why": "Après le bordereau.",
    },
]
FACTS = [
    {"key": "État", "family": "under_way", "word": "votée"},
    {"key": "Montant", "value": formats.euros(550_000)},
    {"key": "Fin en vigueur", "value": formats.day(dt.date(2023, 7, 30))},
]
PARTIES = [
    Party(
        quality=PartyQuality.HOLDER,
        organisation=Organisation(name="Département du Pas-de-Calais", siret="22620001200012"),
    ),
    Party(
        quality=PartyQuality.FUNDER,
        organisation=Organisation(name="Agence nationale de la cohésion des territoires"),
    ),
]
FILTERS = [{"label": "État\u00a0: actif", "url": "?"}, {"label": "Dépôt\u00a0: Arras", "url": "?"}]
CONSEQUENCES = [
    "Après signature, la fin de l’action devient le 31\u00a0décembre\u00a02023.",
    "Corriger demandera un nouvel avenant.",
]
OUTCOMES = {
    "outcome_done": ["30,00\u00a0€ à payer à votre structure.", "Reçu R-2023-00871."],
    "outcome_watch": ["Hors ligne. Ce pass sera envoyé au retour du réseau."],
    "outcome_stopped": [
        "C’était le 12\u00a0mai\u00a02023 à\u00a014\u00a0h\u00a030, dans un autre lieu.",
        "Rien n’a été encaissé.",
        "Demandez un autre pass du carnet.",
    ],
}
