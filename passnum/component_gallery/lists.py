"""Lists and accounts of the gallery: sorted, grouped, paged, filtered, empty."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpRequest
from django_tables2 import Column, RequestConfig

from accounts.models import Organisation
from common import formats
from common.lists import Filters, Listing, SavedFilters, listing
from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    Group,
    NumberColumn,
    Table,
    state,
)
from conventions.readings.texts import ClauseTable
from passnum.component_gallery.words import FAMILIES


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
        parts = [(rows[:2], "En retard", "watch"), (rows[2:3], "À venir", "")]
        parts.append((rows[3:], "Faits", "done"))
        return [Group(of, title, len(of), family) for of, title, family in parts]


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


class Names(Table):
    """A list without a total."""

    caption = "Codes des carnets"
    number = Column("Carnet")

    class Meta(Table.Meta):
        orderable = False


def samples(request: HttpRequest) -> dict[str, object]:
    listed = Carnets(_rows(), prefix="c-")
    RequestConfig(request, paginate={"per_page": 6}).configure(listed)
    last = Carnets(_rows()[:8], prefix="d-", order_by="-passes")
    last.caption = "Carnets, la dernière page"
    last.paginate(page=2, per_page=6)
    single = Carnets(_rows()[:4], prefix="p-", order_by="since")
    single.caption = "Carnets d’une seule page"
    single.paginate(page=1, per_page=6)
    return {
        "listed": listed,
        "others": [last, single, Names(_rows()[:3])],
        "empty": Carnets([], prefix="v-"),
        "account": Account(POSTS),
        "grouped": GroupedCarnets(_rows()[:5], orderable=False),
        "listings": list(_listings(request)),
        "grid": GRID,
        "filters": [FILTERS, []],
        "pages": [
            {"page": Paginator(range(128), 50).page(1), "next_url": "?page=2"},
            {"page": Paginator(range(128), 50).page(2), **AROUND, "label": "votes"},
            {"page": Paginator(range(128), 50).page(3), "previous_url": "?page=2"},
            {"page": Paginator(range(12), 50).page(1)},
        ],
    }


def _listings(request: HttpRequest) -> list[tuple[str, Listing]]:
    """A list too long for paper, a short one, one of nothing, one of people, not downloaded."""
    found = listing(request, GroupedCarnets(_rows(), prefix="f-"), _filtered("arras"))
    found.table.whole = 100
    short = listing(request, Carnets(_rows()[:2], prefix="k-"), _filtered("arras", "k"))
    none = listing(request, Carnets([], prefix="n-"), _filtered("médiathèque", "n"))
    bare = listing(request, Carnets(_rows()[:2], prefix="b-"), _filtered("", "b"), has_files=False)
    none.table.caption, bare.table.caption = "Carnets introuvables", "Carnets sans fichier"
    kept = SavedFilters("Carnets d’Arras", "?q=arras", "#renommer", "#retirer")
    found = replace(found, saved=[kept])
    return [("Chercher dans les carnets", found), ("", short), ("", none), ("", bare)]


class PostedFilters(Filters):
    """Those of a list of people."""

    is_posted = True


def _filtered(words: str, prefix: str | None = None) -> Filters:
    sent = {f"{prefix}-q" if prefix else "q": words}
    kind = PostedFilters if prefix in ("b", "n") else Filters
    return kind(sent, Organisation.objects.none(), prefix=prefix)


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


AROUND = {"previous_url": "?page=1", "next_url": "?page=3"}
GRID = ClauseTable(
    "Échéancier",
    [("Jour", False), ("Pass", True), ("Source", False)],
    [
        [
            ("31/12/2022", False, "Jour"),
            ("25\u00a0000", True, "Pass"),
            ("article\u00a02", False, "Source"),
        ]
    ],
)
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
FILTERS = [{"label": "État\u00a0: remis", "url": "?"}, {"label": "Dépôt\u00a0: Arras", "url": "?"}]
