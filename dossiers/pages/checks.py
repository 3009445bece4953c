"""What a legal act changes, shown on one page before it binds; reading it records nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from common import formats
from common.findings import Severity
from common.formats import count, day
from conventions.enums import OPEN_AVENANT_STATES, Block, ClauseKind
from conventions.models import Avenant, Convention, Obligation, Party, Text
from conventions.pages.texts import document_url, name_in_title
from conventions.readings.avenants import Difference, differences_among, facts_changed
from conventions.readings.parties import parties_at, parties_of
from conventions.readings.texts import (
    ClausesByKind,
    cadence_in_words,
    clause_in_words,
    lower_first,
)
from conventions.rules.as_of import Situation
from deliberations.readings import publicity_in_words, votes_in_words
from dossiers.readings import Change, Days, Dossier, consequences_of_end
from files.models import File
from findings.readings import SEVERITY_ORDER, LocatedFinding, not_accepted

DAYS = [kind for block in Block for kind in block.kinds if kind.carries == "day"]
TO_SAY = "jour à indiquer"
RECORDED = "Vous enregistrez la signature des parties\u00a0: vous ne signez pas à leur place."
KEPT = "Après signature, {text} ne se modifie plus."
CORRECTED_BY = (
    "Corriger ne sera possible que par une correction enregistrée, avec son motif, "
    "ou par un autre avenant."
)


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation that an act puts in force; `replaces` is the one that it ends, `facts` what
    else it changes of it: name, before, after.
    """

    when: str
    title: str
    responsible: str
    replaces: str = ""
    facts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the life of a text: `family` is done, now (the act) or coming."""

    on: str
    what: str
    family: str


@dataclass(kw_only=True, slots=True)
class Check:
    """What `dossiers/check.html` shows of an act; `answer` says in a sentence what it changes."""

    heading: str
    answer: str
    button: str
    back_url: str
    back: str
    convention: Convention
    days: Days | None = None
    more: str = ""
    consequences: list[str] = field(default_factory=list)
    is_grave: bool = False
    milestones: list[Milestone] = field(default_factory=list)
    changes_title: str = "Aucune valeur ne change"
    changes_caption: str = ""
    changes_source: str = "Article"
    changes: list[Change] = field(default_factory=list)
    unchanged: str = ""
    duties: list[Duty] = field(default_factory=list)
    moves: list[Change] = field(default_factory=list)
    moves_caption: str = ""
    findings: list[LocatedFinding] | None = None  # for an act on a text
    missing: list[str] = field(default_factory=list)
    parties_title: str = "Qui signe"
    parties: list[Party] = field(default_factory=list)
    deliberation: Any = None
    votes: str = ""
    publicity: str = ""
    files: list[dict[str, str]] = field(default_factory=list)

    @property
    def days_in_words(self) -> str:
        """`Le 12 mai 2023, avec effet au 1er juin 2023.`; empty for an act that has no day."""
        if self.days is None:
            return ""
        on, effect = self.days.on, self.days.effect
        if on is None:
            return f"Un jour inconnu, avec effet au {day(effect)}."
        return f"Le {day(on)}." if on == effect else f"Le {day(on)}, avec effet au {day(effect)}."

    @property
    def is_first(self) -> bool:
        """Whether no value precedes those that the act puts in force."""
        return not any(one.before for one in self.changes)

    @property
    def duties_title(self) -> str:
        """`2 obligations s’ajoutent`, or `1 obligation en remplace une autre`."""
        new = sum(not one.replaces for one in self.duties)
        other = len(self.duties) - new
        said = [
            f"{count(new, 'obligation')} {'s’ajoutent' if new > 1 else 's’ajoute'}" if new else "",
            f"{count(other, 'obligation remplacée')}" if other else "",
        ]
        return ", ".join(part for part in said if part)

    @property
    def findings_title(self) -> str:
        """`5 écarts ouverts, aucune limite dépassée`."""
        waiting = not_accepted(self.findings or [])
        breaches = sum(one.severity == Severity.BREACH for one in waiting)
        limits = count(breaches, "limite dépassée") if breaches else "aucune limite dépassée"
        return (
            f"{count(len(waiting), 'écart ouvert')}, {limits}" if waiting else "Aucun écart ouvert"
        )

    @property
    def findings_url(self) -> str:
        return f"{reverse('findings:findings')}?convention={self.convention.public_id}"

    @property
    def findings_in_words(self) -> str:
        """How many open findings there are of each severity; empty without any."""
        waiting = not_accepted(self.findings or [])
        found = [sum(one.severity == kind for one in waiting) for kind in SEVERITY_ORDER]
        counts = zip(found, SEVERITY_ORDER, strict=True)
        said = ", ".join(f"{number}\u00a0{kind.label.lower()}" for number, kind in counts)
        return f"{said}." if waiting else ""


def avenant_signature(avenant: Avenant, days: Days) -> Check:
    """What the signature of an avenant changes, in its words and on the convention."""
    dossier = Dossier(avenant, days)
    parties = list(parties_of(avenant))
    changed = _changed_by(avenant, dossier, parties)
    in_force, overruled, moves = dict(dossier.in_force), dossier.overruled(), dossier.signed()
    values = [_change(one) for one in changed if one.kind]
    parties_changed = [_change(one) for one in changed if one.block == Block.PARTIES]
    parties = parties or parties_at(dossier.convention, Situation(days.effect))
    check = _check(dossier, f"Signer {name_in_title(avenant)}", parties)
    check.answer = _answer(changed)
    check.more = _vote(avenant)
    if overruled:
        kinds = ", ".join(lower_first(kind.label) for kind in overruled)
        check.more += f" Une valeur d’effet plus tardif reste en vigueur\u00a0: {kinds}."
    check.changes = [*values, *parties_changed]
    check.changes_title = _number_of(len(values), "change", "valeur")
    if parties_changed:
        check.changes_title += f", {count(len(parties_changed), 'partie')} aussi"
    new = {one.kind for one in changed}
    check.unchanged = _in_line({k: one for k, one in in_force.items() if k not in new})
    check.milestones = _milestones(
        "Signature",
        days,
        in_force | dossier.own,
        (dossier.convention.signed_on, "Convention signée"),
        (avenant.voted_on, "Avenant voté"),
        (avenant.stated_effective_on, "Jour d’effet énoncé"),
    )
    check.moves, check.moves_caption = moves, _supposed("l’avenant", days)
    check.consequences = [RECORDED, KEPT.format(text="l’avenant"), CORRECTED_BY]
    url = reverse("dossiers:avenant-document", args=[avenant.public_id])
    check.files = [
        {"url": url, "name": "Avenant à signer", "kind": "PDF", "weight": ""},
        *check.files,
    ]
    return check


def convention_signature(convention: Convention, days: Days) -> Check:
    """What the signature of a convention puts in force."""
    dossier = Dossier(convention, days)
    moves, own = dossier.signed(), dossier.own
    parties = parties_at(dossier.convention, Situation(days.today))
    check = _check(dossier, f"Signer {name_in_title(convention)}", parties)
    check.answer = _number_of(len(own), "entre", "valeur") + " en vigueur."
    if not own:
        check.answer = "Ce texte ne contient encore aucune valeur."
    check.more = _vote(convention)
    main = ClauseKind.ACTION_END
    check.changes = [
        Change(kind.label, "", clause_in_words(own[kind]), own[kind].article, kind == main)
        for block in Block
        for kind in block.kinds
        if kind in own
    ]
    check.changes_title = _number_of(len(own), "entre", "valeur") + " en vigueur"
    check.changes_caption = f"{convention.title}, valeurs de son texte"
    voted = convention.voted_on, "Convention votée"
    check.milestones = _milestones("Signature", days, own, voted)
    check.moves, check.moves_caption = moves, _supposed("la convention", days)
    check.consequences = [RECORDED, KEPT.format(text="la convention"), CORRECTED_BY]
    return check


def convention_end(convention: Convention, days: Days, verb: str, word: str) -> Check:
    """What the end of a convention stops, and what it still owes; `word` is its new state."""
    dossier = Dossier(convention, days)
    moves = dossier.ended()
    parties = parties_at(dossier.convention, Situation(days.today))
    check = _check(dossier, f"{verb} {name_in_title(convention)}", parties)
    check.button, check.is_grave = f"{verb} la convention", True
    check.answer, *check.consequences = consequences_of_end(dossier, word)
    check.unchanged, check.duties = _in_line(dossier.in_force), []
    check.missing, check.parties_title = [], "Parties"
    if opened := [one for one in dossier.avenants if one.state in OPEN_AVENANT_STATES]:
        number = f"L’avenant n°\u00a0{opened[0].number}"
        check.more = f"{number} est encore ouvert\u00a0: signez-le ou abandonnez-le d’abord."
    signed = convention.signed_on, "Convention signée"
    check.milestones = _milestones(f"Convention {word}", days, dossier.in_force, signed)
    check.moves, check.moves_caption = moves, _supposed("la fin", days)
    return check


def _check(dossier: Dossier, heading: str, parties: list[Party]) -> Check:
    """What every check of a text shows."""
    text, convention = dossier.text, dossier.convention
    own_name = name_in_title(text) if isinstance(text, Avenant) else "la convention"
    files = File.objects.of(text.folder_id).kept()
    of_convention = f" à {name_in_title(convention)}" if isinstance(text, Avenant) else ""
    return Check(
        heading=heading + of_convention,
        answer="",
        button=f"Signer {own_name}",
        days=dossier.days,
        convention=convention,
        changes_caption=f"{convention.title}, valeurs en vigueur au {day(dossier.today)}",
        back_url=document_url(text),
        back=f"Revenir à {own_name} sans {'signer' if text.signed_at is None else 'rien changer'}",
        duties=[_duty(one) for one in dossier.own_obligations],
        findings=dossier.findings,
        missing=dossier.missing(parties),
        parties=parties,
        deliberation=text.deliberation,
        votes=votes_in_words(text.deliberation) if text.deliberation else "",
        publicity=publicity_in_words(text.deliberation) if text.deliberation else "",
        files=[
            {
                "url": reverse("files:download", args=[one.public_id]),
                "name": one.title,
                "kind": one.word,
                "weight": one.weight,
            }
            for one in files
        ],
    )


def _changed_by(avenant: Avenant, dossier: Dossier, parties: Sequence[Party]) -> list[Difference]:
    """What an avenant changes, asked before its `dossier` is signed."""
    rows = dossier.clauses, dossier.own_obligations, parties
    found = differences_among(avenant, *rows, dossier.days.effect)
    return [one for one in found if not one.is_unchanged]


def _answer(changed: Sequence[Difference]) -> str:
    """What an avenant changes, its end first."""
    end = next((one for one in changed if one.kind == ClauseKind.ACTION_END), None)
    if end is None:
        return _number_of(len(changed), "change", "disposition") + "."
    if end.since is None:
        return f"La fin de l’action est fixée au {end.after}."
    return f"La fin de l’action passe du {end.before} au {end.after}."


def _vote(text: Text) -> str:
    voted = f"Vote du {day(text.voted_on)}" if text.voted_on else "Pas encore voté"
    return f"{voted}, pas encore de signature."


def _change(one: Difference) -> Change:
    before = "" if one.before == formats.NOT_STATED else one.before
    is_main = one.kind == ClauseKind.ACTION_END
    return Change(one.label, before, one.after, one.article, is_main)


def _duty(row: Obligation) -> Duty:
    former = row.replaces.title if row.replaces else ""
    responsible = str(row.responsible) if row.responsible else "à désigner"
    facts = facts_changed(row.replaces, row) if row.replaces else ()
    return Duty(cadence_in_words(row), row.title, responsible, former, facts)


def _milestones(
    act: str, act_days: Days, clauses: ClausesByKind, *days: tuple[dt.date | None, str]
) -> list[Milestone]:
    """The days of a text and of its clauses in their order, the act among them; none unknown."""
    today = act_days.today
    said = day(act_days.on) if act_days.is_said else TO_SAY
    stated = [(clauses[kind].day, kind.label) for kind in DAYS if kind in clauses]
    known = [(on, what, "done" if on <= today else "coming") for on, what in (*days, *stated) if on]
    rows = sorted([*known, (act_days.on or act_days.effect, act, "now")], key=lambda row: row[0])
    return [Milestone(said if how == "now" else day(on), what, how) for on, what, how in rows]


def _supposed(what: str, days: Days) -> str:
    return f"Calculé comme si {what} prenait effet le {day(days.effect)}, sans rien enregistrer."


def _in_line(clauses: ClausesByKind) -> str:
    """The clauses that stay, in reading order: « budget du projet : 550 000,00 € ; … »."""
    kinds = (kind for block in Block for kind in block.kinds if kind in clauses)
    values = ((kind.label, clause_in_words(clauses[kind]).rstrip(".")) for kind in kinds)
    return "\u00a0; ".join(f"{lower_first(name)}\u00a0: {lower_first(one)}" for name, one in values)


def _number_of(number: int, verb: str, noun: str) -> str:
    """`4 valeurs changent`, `1 valeur change`, `Aucune valeur ne change`."""
    if not number:
        return f"Aucune {noun} ne {verb}"
    return f"{count(number, noun)} {verb}{'nt' if number > 1 else ''}"
