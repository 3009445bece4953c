"""Sections `deliberations` and `calendars` of a programme file."""

from typing import Any

from common.file_rows import FileRows, Key
from common.json_schema import text
from deliberations.actions import calendars, deliberations
from deliberations.actions.deliberations import (
    ATTENDANCE,
    PUBLICITY,
    SIGNATORY,
    STATED,
    TEXTS,
    GroupSpec,
    OpinionSpec,
    VisaSpec,
)
from deliberations.enums import VisaOrigin
from deliberations.models import Calendar, Deliberation, Opinion, Visa, VotingGroup
from programmes.models import Programme


def _visas(deliberation: Deliberation, origin: VisaOrigin) -> list[Visa]:
    rows = deliberation.visas.filter(origin=origin).select_related("cites")
    return list(rows.order_by("position"))


def vote_key(name: str, description: str, *, is_required: bool | None = None) -> Key:
    """A key that names a deliberation: by its number, else in full when others share it."""

    def write(row: Any) -> str | None:
        vote = getattr(row, name)
        return vote and _name_in_file(vote)

    schema = text(f"{description} ; en entier si le fichier en a deux du même numéro", LONGEST_NAME)
    return Key(name, schema=schema, write=write, is_required=is_required)


def _name_in_file(vote: Deliberation) -> str:
    alike = vote.programme.deliberations.filter(number=vote.number)
    names = (vote.number, vote.assembly, vote.session_on.isoformat())
    return ", ".join(names) if alike.count() > 1 else vote.number


def _ordered(programme: Programme) -> list[Deliberation]:
    """Deliberations in order of session, each after those that its text cites."""
    waiting = list(programme.deliberations.order_by("session_on", "number", "pk"))
    cited = {one.pk: {v.cites_id for v in _visas(one, VisaOrigin.TEXT)} for one in waiting}
    ordered: list[Deliberation] = []
    while waiting:
        left = {one.pk for one in waiting}
        ordered.append(next((one for one in waiting if not left & cited[one.pk]), waiting[0]))
        waiting.remove(ordered[-1])
    return ordered


IDENTITY = ("number", "assembly", "session_on")
LONGEST_NAME = 170  # as long as its number, its assembly and its day are together
VISAS = FileRows(
    "visas",
    Visa,
    "Ce que le texte vise, dans ses mots.",
    (
        Key("text", "visa ; absent, le visa précédent vise aussi cette délibération"),
        vote_key("cites", "numéro de la délibération du fichier qu’il vise, écrite avant"),
    ),
    of=lambda deliberation: _visas(deliberation, VisaOrigin.TEXT),
    spec=VisaSpec,
)
OPINIONS = FileRows(
    "opinions",
    Opinion,
    "L’avis d’une commission.",
    (
        Key("committee"),
        Key("given_on", "jour de l’avis"),
        Key("result", "sens, non communiqué sinon"),
    ),
    of=lambda deliberation: deliberation.opinions.order_by("position"),
    spec=OpinionSpec,
)
GROUPS = FileRows(
    "groups",
    VotingGroup,
    "Un groupe de l’assemblée, comme le texte le nomme.",
    (Key("name"), Key("vote", "son vote")),
    of=lambda deliberation: deliberation.groups.order_by("position"),
    spec=GroupSpec,
)
TIES = FileRows(
    "ties",
    Visa,
    "Une délibération à laquelle celle-ci fait suite, sans la viser.",
    (vote_key("cites", "son numéro", is_required=True), Key("text", "pourquoi")),
    of=lambda deliberation: _visas(deliberation, VisaOrigin.STAFF),
    find=lambda deliberation, facts: deliberation.visas.filter(
        origin=VisaOrigin.STAFF, cites=facts["cites"]
    ).first(),
    record=deliberations.tie,
)
DELIBERATIONS = FileRows(
    "deliberations",
    Deliberation,
    "Un vote. Les trois nombres de voix sont donnés ensemble, ou inconnus.",
    (
        Key("number"),
        Key("assembly"),
        Key("session_on", "jour de la séance"),
        Key("subject"),
        Key("decision", "dispositif", is_left=True),
        Key("votes_for", "voix pour"),
        Key("votes_against", "voix contre"),
        Key("abstentions"),
        *(Key(name) for name in (*ATTENDANCE, "report_number", *SIGNATORY, *PUBLICITY)),
        Key("source", "d’où le fait est connu, s’il ne vient pas du texte lui-même"),
    ),
    of=_ordered,
    identity=IDENTITY,
    namesake=lambda programme, facts: programme.deliberations.filter(
        number=facts["number"]
    ).first(),
    find=lambda programme, facts: deliberations.find(programme, *(facts[k] for k in IDENTITY)),
    record=deliberations.record,
    correct=deliberations.edit,
    completable=(*STATED, *TEXTS),
    lists=(VISAS, OPINIONS, GROUPS),
    linked=(TIES,),
)
CALENDARS = FileRows(
    "calendars",
    Calendar,
    "Les jours où les pass peuvent être utilisés, décidés sans attendre de signature, et le nombre "
    "de pass à déployer.",
    (
        Key("in_force_on", "jour de la décision"),
        Key("starts_on", "premier jour"),
        Key("ends_on", "dernier jour, inclus"),
        Key("passes", "pass à déployer, si le vote en décide le nombre"),
        Key("part_passes", "ceux d’une partie du territoire que le texte nomme"),
        Key("part_name", "le nom de cette partie"),
        vote_key("deliberation", "numéro de la délibération"),
        Key("note", "source ou réserve"),
    ),
    of=lambda programme: programme.calendars.select_related("deliberation").order_by("in_force_on"),
    identity=("in_force_on",),
    record=calendars.record,
)

SECTIONS = [DELIBERATIONS, CALENDARS]
