"""The avenants of a convention in a programme file."""

from typing import Any

from common.json_schema import day, flag, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Table, filled
from conventions.actions import avenants
from conventions.enums import OPEN_AVENANT_STATES, AvenantState, Block
from conventions.models import Avenant, Convention
from dossiers import actions
from dossiers.sections import texts

AVENANT = table(
    "Un changement de la convention, en vigueur au jour qu’il énonce, sinon à sa signature.",
    "number subject",
    number=whole("numéro", 1),
    subject=text("objet", 300),
    blocks=rows(one_of(Block, "partie du texte qu’il ouvre, sinon celles où il change une valeur")),
    stated_effective_on=day("jour d’effet énoncé"),
    **texts.VOTE_AND_SIGNATURE_KEYS,
    effective_on=day("jour d’effet fixé à la signature, s’il n’est pas énoncé"),
    is_abandoned=flag("abandonné"),
    **texts.TEXT_KEYS,
)


def load_avenant(entry: Entry, convention: Convention, context: Context) -> Avenant:
    facts = {"subject": entry["subject"], **entry.pick("stated_effective_on")}
    avenant = convention.avenants.filter(number=entry["number"]).first()
    if avenant is None:
        text = texts.read_text(entry, convention, context)
        blocks: dict[str, Any] = (
            {"blocks": list(map(Block, entry["blocks"]))} if "blocks" in entry else {}
        )
        with entry.refusals_located():
            avenant = avenants.draft(
                convention, number=entry["number"], **blocks, **text, **facts, **context.by_and_at
            )
        context.add(entry, avenant)
    else:
        entry.check_same(avenant, facts)
        texts.complete_text(entry, avenant, context)
    _move_to_state(entry, avenant, context)
    return avenant


def _move_to_state(entry: Entry, avenant: Avenant, context: Context) -> None:
    """Vote, sign or abandon as the file says; a state beyond that of the file is left as it is."""
    vote = texts.read_vote(entry, context)
    with entry.refusals_located():
        if vote and avenant.state == AvenantState.DRAFT:
            avenant = avenants.vote(avenant, **vote, **context.by_and_at)
            context.add(entry, vote["deliberation"])
        elif vote:
            entry.check_same(avenant, {"voted_on": vote["on"]})
        if "is_abandoned" in entry and avenant.state in OPEN_AVENANT_STATES:
            avenant = avenants.abandon(avenant, **context.by_and_at)
            context.add(entry, avenant)
        if "signed_on" in entry and avenant.state in OPEN_AVENANT_STATES:
            effect = {"effective_on": entry.get("effective_on")}
            avenant = actions.sign_avenant(
                avenant, on=entry["signed_on"], **effect, **context.by_and_at
            )
            context.add(entry, avenant)
    _check_recorded(entry, avenant)


def _check_recorded(entry: Entry, avenant: Avenant) -> None:
    entry.check_same(avenant, entry.pick("signed_on"))
    if "effective_on" in entry and avenant.stated_effective_on != entry["effective_on"]:
        raise entry.differs("effective_on", entry["effective_on"], avenant.stated_effective_on)
    if "is_abandoned" in entry and avenant.state != AvenantState.ABANDONED:
        raise entry.differs("is_abandoned", in_file=True, recorded=False)


def dump_avenants(convention: Convention) -> list[Table]:
    return [
        filled(
            number=avenant.number,
            subject=avenant.subject,
            blocks=list(avenant.blocks),
            stated_effective_on=avenant.stated_effective_on,
            **texts.dump_vote_and_signature(avenant),
            is_abandoned=avenant.state == AvenantState.ABANDONED,
            **texts.dump_text_with_occurrences(avenant),
        )
        for avenant in convention.avenants.select_related("deliberation").order_by("number")
    ]
