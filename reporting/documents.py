"""The quarterly report as a PDF, made from its frozen data only: same data, same bytes."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common import formats, pdf
from common.charts import LineChart
from common.formats import NBSP
from conventions.enums import AvenantState
from conventions.rules.schedules import Schedule
from reporting.models import Report
from reporting.readings import passes_by_month, reports
from reporting.readings.passes_by_month import Year
from reporting.rules import Quarter, canonical_json, sha256

NOTHING = "néant"
HIDDEN = f"masqué (moins de{NBSP}5)"
TITLE = "Point trimestriel de la convention"
TO_COMPLETE = ("watch", "à compléter")
ATTAINED = {True: ("done", "atteint"), False: ("watch", "non atteint")}
DATA_FILE = "donnees-figees.json"
SCHEDULED = "spent"  # the volume that the schedule gives (seed 000, article 6)


def data_of(report: Report, *, at: dt.datetime) -> dict[str, Any]:
    """The data to freeze: the content of the quarter, and who made this version, when."""
    quarter = Quarter(report.starts_on)
    made_on = formats.legal_day(at)
    return {
        "facts": reports.content_of(report.convention, quarter),
        "made": {
            "at": at.isoformat(),
            "on": made_on.isoformat(),
            "by": report.requested_by,
            "version": report.version,
            "is_earlier": report.is_earlier,
            "avenants_since": reports.avenants_since(report.convention, quarter.ends_on, made_on),
        },
    }


def file_name(report: Report) -> str:
    """The name of the file: `point-trimestriel_pas-de-calais_anct_2023-T1_v1.pdf`."""
    convention, quarter = report.convention, Quarter(report.starts_on).code
    of = f"{convention.programme.code}_{convention.code}_{quarter}"
    return f"point-trimestriel_{of}_v{report.version}.pdf"


def render(data: dict[str, Any]) -> bytes:
    """The PDF of frozen data."""
    report = ReportDocument(**data)
    return pdf.render(
        "documents/report.html",
        {"report": report, **report.cover},
        title=TITLE,
        base=f"{report.data_hash}-{report.version}",
        made_at=report.made_at,
        attached=[pdf.Attached(DATA_FILE, report.frozen_data, "Données figées du rapport")],
    )


@dataclass(frozen=True)
class ReportDocument:
    """The frozen data of a report, written in French for its PDF and its page.

    `facts` and `made` are the two parts of the frozen data.
    """

    facts: dict[str, Any]
    made: dict[str, Any]

    @property
    def cover(self) -> dict[str, Any]:
        """What the first page names: the programme, the period, and who made the report, when."""
        return {
            "authority": self.facts["programme"]["authority"],
            "reference": f"{self.reference}, version{NBSP}{self.version}",
            "facts": [
                {"key": "Période", "value": f"{self.period}, et cumul depuis le début"},
                {"key": "Programme", "value": self.facts["programme"]["name"]},
                *self.convention,
                *(self.avenants or [{"key": "Avenants", "value": NOTHING}]),
                {"key": "Demandé par", "value": self.asked_by},
                {
                    "key": "Version",
                    "value": f"{self.version_written}, établie le {formats.moment(self.made_at)}",
                },
            ],
        }

    @property
    def asked_by(self) -> str:
        """The obligations that this report meets, each with its article."""
        met = [one for one in self.facts["asked"] if one["is_met_here"]]
        said = "\u00a0; ".join(f"{one['source']}\u00a0: {one['title']}" for one in met)
        return said or "aucune obligation n’est tenue par ce rapport"

    @property
    def key_figures(self) -> list[dict[str, str]]:
        """The first figures, each with its base and the part of the report that details it."""
        rows = {row["name"]: self.volumes[i] for i, row in enumerate(self.facts["volumes"])}
        spent, handed = rows[SCHEDULED], rows["handed_out"]
        share = spent["share"] if self.schedule else ""
        of = f"\u00a0: {share} des {spent['target']} prévus à cette date" if share else ""
        money = self.money["state_share"]
        due = NOTHING if money is None else formats.euros(money)
        reached = self.people_reached
        return [
            _figure(spent["period"], f"pass consommés, {spent['reached']} en cumul{of}", "rythme"),
            _figure(handed["period"], f"pass remis, {handed['reached']} en cumul", "rythme"),
            _figure(reached, "personnes ayant reçu des pass depuis le début", "publics"),
            _figure(due, f"de part du financeur en cumul\u00a0: {self.money_base}", "montants"),
        ]

    @property
    def money_base(self) -> str:
        return self.facts["money"]["formula"] or "aucune clause en vigueur ne dit le taux de l’aide"

    @property
    def answers(self) -> list[dict[str, str]]:
        """What the convention asks, clause by clause: what answers, in which part, and how far."""
        people, schedule, answers = self.facts["people"], self.facts["schedule"], []
        if schedule:
            spent = next(one for one in self.facts["volumes"] if one["name"] == SCHEDULED)
            said = f"{formats.number(spent['reached'])} sur {formats.number(schedule['reached'])}"
            enough = spent["reached"] >= schedule["reached"]
            asked = f"Pass consommés suivant l’échéancier ({schedule['label']})"
            answers.append(_answer(schedule["source"], asked, said, "rythme", ATTAINED[enough]))
        if people["far_share"] is not None:
            asked = "Part des pass pour les publics éloignés de l’emploi"
            said = self.far_from_employment
            state = ATTAINED[not said.endswith("non atteint.")] if "seuil" in said else TO_COMPLETE
            answers.append(_answer(people["far_source"], asked, said, "publics", state))
        return [*answers, *map(_obligation_answer, self.facts["asked"])]

    @property
    def reference(self) -> str:
        """`pas-de-calais-anct-2023-T1`."""
        codes = (self.facts[name]["code"] for name in ("programme", "convention"))
        return "-".join([*codes, Quarter(self.starts_on).code])

    @property
    def version(self) -> int:
        return int(self.made["version"])

    @property
    def version_written(self) -> str:
        earlier = ", trimestre antérieur à la gestion dans l’application"
        return f"{self.version}{earlier if self.made['is_earlier'] else ''}"

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.made["at"])

    @property
    def starts_on(self) -> dt.date:
        return dt.date.fromisoformat(self.facts["period"]["starts_on"])

    @property
    def ends_on(self) -> dt.date:
        return dt.date.fromisoformat(self.facts["period"]["ends_on"])

    @property
    def quarter(self) -> str:
        return formats.quarter(self.starts_on)

    @property
    def period(self) -> str:
        return f"{self.quarter}, {formats.period(self.starts_on, self.ends_on)}"

    @property
    def frozen_data(self) -> str:
        """The frozen content, as it is hashed."""
        return canonical_json(self.facts)

    @property
    def data_hash(self) -> str:
        return sha256(self.frozen_data)

    @property
    def hash_start(self) -> str:
        """The start of the hash, by four: enough to compare two papers."""
        return " ".join(self.data_hash[place : place + 4] for place in range(0, 16, 4))

    @property
    def convention(self) -> list[dict[str, str]]:
        """The convention that the report is about."""
        text = self.facts["convention"]
        signed = _day(text["signed_on"])
        return [
            {"key": "Convention", "value": text["title"]},
            {"key": "Signée le", "value": formats.day(signed) if signed else text["signed_source"]},
            {"key": "Délibération", "value": _authorised_by(text)},
            {"key": "Comptée depuis", "value": _counted_from(text)},
            {"key": "Fin de l’action en vigueur", "value": _end(text)},
        ]

    @property
    def avenants(self) -> list[dict[str, str]]:
        """The avenants on the last day of the period, then what changed up to this report."""
        then = formats.day(self.ends_on)
        now = formats.day(_day(self.made["on"]))
        return [
            *(_avenant(one, then) for one in self.facts["avenants"]),
            *(_avenant(one, now) for one in self.made["avenants_since"]),
        ]

    @property
    def schedule(self) -> Schedule | None:
        found = self.facts["schedule"]
        if found is None:
            return None
        first, last = (dt.date.fromisoformat(found[name]) for name in ("starts_on", "ends_on"))
        steps = tuple((dt.date.fromisoformat(day), passes) for day, passes in found["steps"])
        return Schedule(found["total"], first, last, steps)

    @property
    def chart(self) -> LineChart:
        months = [
            passes_by_month.Month(**{**month, "first": dt.date.fromisoformat(month["first"])})
            for month in self.facts["months"]
        ]
        return passes_by_month.chart_of(months, self.schedule, self.perimeter, self.ends_on)

    @property
    def perimeter(self) -> str:
        """What is counted: the carnets of the convention, if its keys or its territory say so."""
        names = self.facts["programme"]["name"], self.facts["convention"]["title"]
        has_own = "has_own_carnets" in self.facts
        return passes_by_month.perimeter_of(*names, has_own=has_own)

    @property
    def years(self) -> list[dict[str, str]]:
        """The passes spent in each civil year, beside those expected."""
        return [
            year_in_words(Year(**row | {"ends_on": dt.date.fromisoformat(row["ends_on"])}))
            for row in self.facts["years"]
        ]

    @property
    def volumes(self) -> list[dict[str, str]]:
        """Counts of the period and since the beginning, beside those of the schedule."""
        expected = self.facts["schedule"]
        return [
            _volume(row, expected["reached"] if expected and row["name"] == SCHEDULED else None)
            for row in self.facts["volumes"]
        ]

    @property
    def breakdowns(self) -> list[dict[str, Any]]:
        """Tables of people and passes, by category and by territory."""
        people = self.facts["people"]
        places = ("by_departement", "Département") if len(people["by_departement"]) > 1 else None
        tables = [("by_category", "Public"), places, ("by_epci", "Intercommunalité d’habitation")]
        return [
            {"head": head, "groups": [_group(row) for row in people[name]]}
            for name, head in filter(None, tables)
        ]

    @property
    def people_reached(self) -> str:
        return count_or_hidden(self.facts["people"]["reached"])

    @property
    def far_from_employment(self) -> str:
        """The share of passes handed to people far from employment, and whether it is enough."""
        people = self.facts["people"]
        if not people["handed_out"]:
            return f"Aucun pass remis{NBSP}: {formats.NOT_APPLICABLE}."
        if people["far_handed_out"] is None:
            return f"Part {HIDDEN}."
        share = formats.rate(people["far_handed_out"], people["handed_out"], 1)
        if people["far_share"] is None:
            return f"{share} pass remis. Les clauses en vigueur ne donnent pas de seuil."
        least = Decimal(people["far_share"])
        enough = people["far_handed_out"] * 100 >= people["handed_out"] * least
        word = "atteint" if enough else "non atteint"
        asked = f"{formats.exact_percent(least)} ({people['far_source']})"
        return f"{share} pass remis{NBSP}: seuil de {asked} {word}."

    @property
    def money(self) -> dict[str, Decimal | None]:
        """The amounts of the State."""
        words = {"sources", "without_key", "rate", "formula"}
        found = {name: value for name, value in self.facts["money"].items() if name not in words}
        return {name: None if value is None else Decimal(value) for name, value in found.items()}


def count_or_hidden(count: int | None) -> str:
    """A count as text; None, a count too small to be shown, is written as hidden."""
    if count is None:
        return HIDDEN
    return formats.number(count) if count else NOTHING


def _figure(value: str, words: str, part: str) -> dict[str, str]:
    return {"value": value, "words": words, "part": part}


def _answer(
    source: str, asked: str, said: str, part: str, state: tuple[str, str]
) -> dict[str, str]:
    family, word = state
    found = {"source": source, "asked": asked, "said": said, "part": part}
    return found | {"family": family, "word": word}


def _obligation_answer(row: dict[str, Any]) -> dict[str, str]:
    """An obligation: met by this report, else what of it fell due in the quarter."""
    source, title = row["source"], row["title"]
    if row["is_met_here"]:
        return _answer(source, title, "Ce document", "", ("done", "répondu"))
    if not row["due"]:
        return _answer(source, title, "Rien n’était dû au trimestre", "", ("to_come", "sans objet"))
    said = f"{row['done']} sur {formats.count(row['due'], 'échéance')} du trimestre"
    is_done = row["done"] == row["due"]
    return _answer(source, title, said, "", ("done", "répondu") if is_done else TO_COMPLETE)


def _volume(row: dict[str, Any], target: int | None) -> dict[str, str]:
    written = formats.signed if row["name"] == "in_stock" else formats.number
    asked = target is not None
    return {
        "label": row["label"],
        "period": written(row["period"]) if row["period"] else NOTHING,
        "reached": formats.number(row["reached"]) if row["reached"] else NOTHING,
        "target": formats.number(target) if asked else formats.NOT_APPLICABLE,
        "share": formats.percent_of(row["reached"], target, 1) if asked else formats.NOT_APPLICABLE,
    }


def year_in_words(year: Year) -> dict[str, str]:
    """A civil year as a row of documents/_years.html."""
    unknown = year.expected is None
    gap = None if year.expected is None else year.spent - year.expected
    return {
        "label": year.name,
        "spent": formats.number(year.spent),
        "expected": formats.NOT_APPLICABLE if unknown else formats.number(year.expected),
        "gap": formats.NOT_APPLICABLE if unknown else formats.signed(gap),
        "reached": formats.number(year.reached),
    }


def _group(row: dict[str, Any]) -> dict[str, str]:
    figures = {name: count_or_hidden(row[name]) for name in ("people", "handed_out", "spent")}
    return {"label": row["label"], **figures}


def _avenant(row: dict[str, Any], on: str) -> dict[str, str]:
    state = AvenantState(row["state"])
    when = _day(row[f"{state}_on"])
    said = f"le {formats.day(when)}" if when else "un jour inconnu"
    waiting = ", signature attendue" if state == AvenantState.VOTED else ""
    by = f", délibération n°{NBSP}{row['deliberation']}" if row["deliberation"] else ""
    return {
        "key": f"Avenant n°{NBSP}{row['number']}, au {on}",
        "value": f"{row['subject']}{NBSP}: {state.label.lower()} {said}{waiting}{by}",
    }


def _authorised_by(text: dict[str, Any]) -> str:
    """The vote of a convention, else the one that cites it as signed."""
    cites = text.get("cited_by")
    cited = f"non communiquée, citée comme signée par la n°{NBSP}{cites}" if cites else NOTHING
    return text["deliberation"] or cited


def _counted_from(text: dict[str, Any]) -> str:
    origin = f" ({text['counted_by']})" if text["counted_by"] else ""
    return f"{formats.day(_day(text['counted_from']))}{origin}"


def _end(text: dict[str, Any]) -> str:
    source = f" ({text['ends_by']})" if text["ends_by"] else ""
    return f"{formats.day(_day(text['ends_on']))}{source}"


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
