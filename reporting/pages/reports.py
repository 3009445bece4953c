"""What the page of reports shows, and the page that checks a report before it is frozen."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from common import formats
from common.errors import Refusal
from common.form_pages import Settled
from common.formats import count, day, euros
from conventions.models import Convention
from conventions.readings.texts import lower_first
from corrections.models import Correction
from corrections.pages import correction_step
from corrections.readings import correction_view
from dossiers.pages.checks import Check, Milestone
from dossiers.readings import Change
from finance.readings.texts import Texts
from programmes.models import Programme
from reporting.actions.reports import check_changed
from reporting.documents import NOTHING, ReportDocument
from reporting.enums import ReportKind, ReportState
from reporting.models import Report
from reporting.readings.quarters import (
    QuarterLine,
    occurrences_met,
    quarter_lines,
    report_due_on,
    reported_conventions,
)
from reporting.readings.reports import content_of
from reporting.rules import Quarter
from reporting.tables import ReportTable

NO_CHANGE = "Aucun chiffre n’a changé"
AMOUNTS = {
    "consumed": "Valeur des pass consommés",
    "engineering": "Coûts annexes retenus",
    "outside": "Non retenu",
    "state_share": "Part du financeur",
}
# The other amounts of a report, which a correction may change.
OTHER_AMOUNTS = {
    "engineering_cap": "Plafond des coûts annexes",
    "maximum": "Subvention au plus",
    "advance": "Dû en entier à la signature",
    "to_repay": "À rembourser si plus rien n’est consommé",
}
# The last column of a row: what the schedule expects.
Figures = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """The quarters of a convention: its table, and those whose report the user may ask for."""

    convention: Convention
    table: ReportTable
    asked: list[QuarterLine]


def reports_page(user: User, programme: Programme, today: dt.date) -> dict[str, Any]:
    """The quarters of each convention that is reported, and their reports."""
    texts = Texts(programme)
    conventions = reported_conventions(texts)
    lines = {convention: quarter_lines(convention, today, texts) for convention in conventions}
    may_ask = user.can(Permission.REPORT_PRODUCE)
    groups = [
        ReportGroup(one, ReportTable(of, one), [line for line in of if line.can_be_requested])
        for one, of in lines.items()
    ]
    return {
        "groups": groups,
        "may_ask": may_ask and any(group.asked for group in groups),
        "lead": _lead([line for of in lines.values() for line in of], today),
        "corrected": Report.objects.of_programme(programme).before_a_correction(),
    }


def _lead(lines: list[QuarterLine], today: dt.date) -> str:
    """The sentence under the title of the list: which report is due next."""
    coming = [line for line in lines if line.due_on >= today and line.report is None]
    if not coming:
        return f"Aucun rapport n’est attendu après le {day(today)}."
    first = min(coming, key=lambda line: line.due_on)
    return f"Prochain rapport\u00a0: {first.name}, {first.convention}, dû le {day(first.due_on)}."


def report_check(
    convention: Convention, quarter: Quarter, today: dt.date, texts: Texts
) -> Check | Settled:
    """What a report would freeze, beside its last version, or why there would be no new one;
    reading it produces nothing.
    """
    document = ReportDocument(facts=content_of(convention, quarter, texts=texts), made={})
    versions = _last_versions(convention, quarter)
    if settled := _settled(versions, document):
        return settled
    last = next((one for one in versions if one.state == ReportState.READY), None)
    now = _figures(document)
    former = _figures(ReportDocument(**last.data)) if last and last.data else {}
    new = [name for name in now if now[name] != former.get(name)]
    met = occurrences_met(convention, [quarter])
    due = report_due_on(quarter, convention.programme, met.get(quarter))
    return Check(
        heading=f"Produire le rapport du {formats.quarter(quarter.starts_on)}",
        answer=f"Les chiffres de «\u00a0{convention}\u00a0» seront figés, avec leur empreinte.",
        more=_since(last),
        button="Produire le rapport",
        back_url=reverse("reporting:reports"),
        back="Revenir aux rapports sans produire",
        convention=convention,
        consequences=[
            "Une fois produit, le rapport ne se modifie plus.",
            "Corriger demandera une nouvelle version, faite seulement si une donnée a changé.",
        ],
        milestones=_milestones(quarter, due, today),
        changes_title=f"{count(len(new), 'chiffre')} à figer" if new else NO_CHANGE,
        changes_caption=f"{convention.title}, en cumul au {day(quarter.ends_on)}",
        changes_source="Prévu",
        changes=[Change(name, former.get(name, ("",))[0], *now[name]) for name in new],
        unchanged="\u00a0; ".join(
            f"{lower_first(name)}\u00a0: {now[name][0]}" for name in now if name not in new
        ),
        missing=_missing(document),
        files=_files(last),
    )


def corrected_since(report: Report, document: ReportDocument) -> dict[str, Any] | None:
    """What was corrected since a report was frozen, and what the same reading gives otherwise now.

    None when nothing was.
    """
    assert report.produced_at is not None  # noqa: S101 tied to a frozen content by a constraint
    rows = Correction.objects.made_since(report.produced_at, report.convention)
    people = rows.select_related("convention", "avenant", "clause", "proposed_by", "decided_by")
    steps = [correction_step(correction_view(one)) for one in people]
    if not steps:
        return None
    of_whole = "has_own_carnets" not in document.facts
    now = content_of(report.convention, Quarter(report.starts_on), of_whole=of_whole)
    then, today = _all_said(document), _all_said(ReportDocument(facts=now, made={}))
    return {
        "steps": steps,
        "changes": [
            Change(name, then[name], today[name]) for name in then if then[name] != today[name]
        ],
    }


def _all_said(document: ReportDocument) -> dict[str, str]:
    """The convention, the figures and the amounts of a report, and what was expected."""
    said = {row["key"]: row["value"] for row in document.convention}
    for name, (reached, expected) in _figures(document).items():
        said |= {name: reached, f"{name}, prévu": expected or formats.NOT_APPLICABLE}
    money = document.money
    said |= {name: euros(money[key]) for key, name in OTHER_AMOUNTS.items()}
    return said | {"Taux de l’aide": document.facts["money"]["rate"] or formats.NOT_APPLICABLE}


def _milestones(quarter: Quarter, due: dt.date, today: dt.date) -> list[Milestone]:
    days = [
        (quarter.starts_on, "Début du trimestre", "done"),
        (quarter.ends_on, "Données arrêtées", "done"),
        (due, "Rapport dû", "coming" if due >= today else "done"),
        (today, "Production", "now"),
    ]
    return [Milestone(day(on), what, how) for on, what, how in sorted(days)]


def _last_versions(convention: Convention, quarter: Quarter) -> list[Report]:
    """The last version and the one before: when one was asked and is not ready, the other is."""
    of = convention.reports.filter(kind=ReportKind.ANCT_QUARTERLY, starts_on=quarter.starts_on)
    return list(of.defer("document").order_by("-version")[:2])


def _settled(versions: list[Report], document: ReportDocument) -> Settled | None:
    """What is said of a last version that stands, or is being prepared; None without any."""
    if not versions or versions[0].state == ReportState.FAILED:
        return None
    last, url = versions[0], reverse("reporting:report", args=[versions[0].public_id])
    try:
        check_changed(last, document.facts)
    except Refusal as refusal:
        heading = f"Rapport du {formats.quarter(last.starts_on)}"
        return Settled(heading, refusal.sentence, url, f"Lire la version {last.version}")
    return None


def _figures(document: ReportDocument) -> Figures:
    """The main figures of a report, since the beginning, each beside what is expected."""
    found = {
        row["label"]: (row["reached"], row["target"].replace(formats.NOT_APPLICABLE, ""))
        for row in document.volumes
    }
    found["Personnes ayant reçu des pass"] = document.people_reached, ""
    money = document.money
    return found | {name: (euros(money[key]), "") for key, name in AMOUNTS.items()}


def _since(last: Report | None) -> str:
    if last is None:
        return "Ce sera la première version."
    return f"Ce sera la version {last.version + 1}, après celle du {day(last.produced_at)}."


def _missing(document: ReportDocument) -> list[str]:
    """What the report leaves empty, or counts for nobody."""
    money, nothing = (
        document.facts["money"],
        [row["label"].lower() for row in document.volumes if row["reached"] == NOTHING],
    )
    found = [
        "" if document.schedule else "Échéancier\u00a0: les clauses en vigueur n’en donnent pas.",
        "" if money["rate"] else "Taux de l’aide\u00a0: aucune clause en vigueur ne le dit.",
        f"Sans clé de financement\u00a0: {money['without_key']}." if money["without_key"] else "",
        f"Néant\u00a0: {', '.join(nothing)}." if nothing else "",
    ]
    return [sentence for sentence in found if sentence]


def _files(last: Report | None) -> list[dict[str, Any]]:
    if last is None:
        return []
    url = reverse("reporting:report-file", args=[last.public_id])
    return [{"url": url, "name": f"Version {last.version}", "kind": "PDF", "weight": ""}]
