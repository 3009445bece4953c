"""What waits for a user, and which obligations come next."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import Organisation, User
from common.formats import count, day, day_and_month, days_from
from common.json_rows import json_rows, read_as
from common.periods import WEEK
from conventions.enums import AvenantState
from conventions.readings.texts import lower_first
from corrections.enums import CorrectionState
from corrections.models import Correction
from corrections.pages import corrections_url
from deadlines.models import Occurrence
from deadlines.readings import NO_RESPONSIBLE, state_family, state_in_words, text_and_article
from distribution.pages.lots import waiting_acts
from expiry.pages import endings_to_do
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from movements.pages import shipments_to_do
from ordering.pages.lots import proofs_to_do
from programmes.models import Programme
from programmes.pages import awaited_agreements
from regies.pages.sheets import sheets_to_sign
from reporting.enums import ReportState
from reporting.models import Alert, Report
from reporting.pages.occurrences import HomeOccurrences

MOST_SHOWN = 5
REPORT = ("kind", "starts_on", "version", "state", "due_on")
CORRECTION = ("subject", "kind", "avenant_id", "proposed_on")
AUTHOR = {f"proposed_by__{name}": name for name in ("first_name", "last_name", "email")}


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do: its state, the act, its page, why it waits, who does it, and whether the
    user may.
    """

    family: str
    word: str
    act: str
    url: str
    why: str
    who: str = ""
    is_own: bool = True


@dataclass(frozen=True, slots=True)
class Coming:
    """An obligation that falls due: its day, in how many days, and who follows it if nobody."""

    when: str
    act: str
    url: str
    why: str


def read_beside(user: User, today: dt.date) -> dict[str, ArraySubquery]:
    """What waits in each convention for those who sign and who produce reports, read with it: the
    corrections that another person `proposed`, and the reports `not_ready` on their day.
    """
    found: dict[str, ArraySubquery] = {}
    if user.can(Permission.CONVENTION_SIGN):
        of = Correction.objects.filter(convention=OuterRef("pk"), state=CorrectionState.PROPOSED)
        others = of.exclude(proposed_by=user.pk).order_by("proposed_at", "pk")
        found["proposed"] = json_rows(others, *CORRECTION, *AUTHOR)
    if user.can(Permission.REPORT_PRODUCE):
        late = Report.objects.filter(convention=OuterRef("pk"), due_on__lte=today)
        late = late.exclude(state=ReportState.READY).order_by("starts_on", "version", "pk")
        found["not_ready"] = json_rows(late, *REPORT)
    return found


def todos(user: User, spending: Spending, occurrences: HomeOccurrences) -> list[Todo]:
    """What waits for the user: the acts that they may do, the late ones that they follow, and those
    that another does before theirs.
    """
    programme = spending.programme
    found: list[Todo] = []
    if user.can(Permission.ACCOUNT_ADMINISTER):
        found += [*to_agree(user, programme.authority), *_notices(programme)]
    if user.can(Permission.OBLIGATION_FOLLOW):
        found += _pressing_occurrences(occurrences)
    if user.can(Permission.CONVENTION_SIGN):
        found += [*_avenants(spending.texts), *_corrections(spending.texts)]
    found += _of_stock(user, spending)
    if user.can(Permission.REPORT_PRODUCE):
        found += _reports(spending.texts)
    if user.can(Permission.ACCOUNT_ADMINISTER):
        found += _alerts(programme)
    return found


def _of_stock(user: User, spending: Spending) -> list[Todo]:
    """The lots, the shipments, the papers of régies and the ends of validity that wait."""
    programme, today = spending.programme, spending.until
    found: list[Todo] = []
    if user.can(Permission.STOCK_READ) and not user.can(Permission.HAND_OUT):
        usable = (one for one in spending.lots if one.until >= today)  # type: ignore[attr-defined]
        found += [
            Todo("to_come", word, act, url, why, is_own=is_own)
            for word, act, url, why, is_own in waiting_acts(user, usable)
        ]
        found += [Todo("to_come", *one) for one in proofs_to_do(user, spending.lots)]
    found += [Todo("to_come", *one) for one in shipments_to_do(user, programme)]
    if user.can(Permission.STOCK_MOVE):
        found += [Todo("to_come", *one) for one in sheets_to_sign(user, programme, today)]
    if user.can(Permission.STOCK_READ):
        ends = endings_to_do(user, spending.lots, programme, today)
        found += [Todo("to_come", *one) for one in ends]
    return found


def to_agree(user: User, authority: Organisation) -> list[Todo]:
    """What another administrator proposed."""
    return [Todo("to_come", *one) for one in awaited_agreements(user, authority)]


def _notices(programme: Programme) -> Iterator[Todo]:
    """What the law asks the authority to tell at the foot of the pages, and that is not told."""
    if unstated := programme.authority.unstated:
        yield Todo(
            "to_come",
            "à compléter",
            "Compléter les mentions légales et les contacts",
            reverse("programmes:notices"),
            f"Non indiqué au pied des pages\u00a0: {', '.join(unstated)}.",
        )


def coming_occurrences(user: User, occurrences: HomeOccurrences) -> list[Coming]:
    """The next occurrence of each obligation, late ones first.

    Whoever follows the obligations already has those due within a week among their `todos`.
    """
    followed = user.can(Permission.OBLIGATION_FOLLOW)
    by_obligation: dict[int, Occurrence] = {}
    for occurrence in [*([] if followed else occurrences.pressing), *occurrences.coming]:
        by_obligation.setdefault(occurrence.obligation_id, occurrence)
    shown = list(by_obligation.values())[:MOST_SHOWN]
    return [_coming(one, occurrences.today) for one in shown]


def _coming(occurrence: Occurrence, today: dt.date) -> Coming:
    responsible = "" if occurrence.current_responsible else f", {NO_RESPONSIBLE}"
    return Coming(
        _when(occurrence.due_on, today),
        occurrence.obligation.title,
        reverse("deadlines:occurrence", args=[occurrence.public_id]),
        f"{days_from(occurrence.due_on, today)}{responsible}",
    )


def _when(on: dt.date, today: dt.date) -> str:
    """`31 mai`, or `1er juillet 2024` in another year."""
    return day_and_month(on) if on.year == today.year else day(on)


def _pressing_occurrences(occurrences: HomeOccurrences) -> Iterator[Todo]:
    """Those late or due within a week."""
    today = occurrences.today
    for occurrence in occurrences.pressing[:MOST_SHOWN]:
        on = f"Dû le {day(occurrence.due_on)}, {days_from(occurrence.due_on, today)}."
        yield Todo(
            state_family(occurrence, today),
            state_in_words(occurrence, today),
            occurrence.obligation.title,
            reverse("deadlines:occurrence", args=[occurrence.public_id]),
            f"{on} {text_and_article(occurrence)}.",
            str(occurrence.current_responsible or NO_RESPONSIBLE),
        )
    if (more := occurrences.pressing_count - MOST_SHOWN) > 0:
        yield Todo(
            "to_come",
            "à préparer",
            f"Voir {count(more, 'autre échéance|autres échéances')} à faire",
            f"{reverse('deadlines:occurrences')}?etat=a-faire",
            f"En retard, ou dues d’ici le {day(today + WEEK)}.",
        )


def _avenants(texts: Texts) -> Iterator[Todo]:
    for avenant in (one for one in texts.avenants if one.state == AvenantState.VOTED):
        text = avenant.deliberation
        vote = f", délibération n°\u00a0{text.number}" if text else ""
        yield Todo(
            "to_come",
            "à signer",
            f"Signer l’avenant n°\u00a0{avenant.number}",
            reverse("dossiers:sign-avenant", args=[avenant.public_id]),
            f"Voté le {day(avenant.voted_on)}{vote}. {avenant.convention}.",
        )


def _corrections(texts: Texts) -> Iterator[Todo]:
    """Those that another person proposed."""
    avenants = {one.pk: one for one in texts.avenants}
    for convention in texts.standing:
        for row in convention.proposed:  # type: ignore[attr-defined]
            one = read_as(Correction, {name: row[name] for name in CORRECTION})
            author = User(**{field: row[path] for path, field in AUTHOR.items()})
            text = avenants[one.avenant_id] if one.avenant_id else convention
            yield Todo(
                "to_come",
                "à décider",
                f"Décider une correction\u00a0: {lower_first(one.what)}",
                corrections_url(text),
                f"Proposée par {author} le {day(one.proposed_on)}. {text}.",
            )


def _alerts(programme: Programme) -> Iterator[Todo]:
    to_see = Alert.objects.of_programme(programme).to_see()
    waiting = to_see.aggregate(number=Count("pk"), first=Min("on"))
    if waiting["number"]:
        yield Todo(
            "watch",
            "à voir",
            f"Voir {count(waiting['number'], 'point à surveiller|points à surveiller')}",
            reverse("reporting:alerts"),
            f"Le plus ancien est du {day(waiting['first'])}.",
        )


def _reports(texts: Texts) -> Iterator[Todo]:
    for convention in texts.standing:
        for row in convention.not_ready:  # type: ignore[attr-defined]
            report = read_as(Report, row)
            failed = report.state == ReportState.FAILED
            then = "" if failed else " Il se prépare tout seul."
            yield Todo(
                "stopped" if failed else "under_way",
                "en échec" if failed else "en préparation",
                "Relancer un rapport en échec" if failed else "Attendre un rapport dû",
                reverse("reporting:reports"),
                f"{convention}. {report}, dû le {day(report.due_on)}.{then}",
            )
