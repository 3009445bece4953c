"""The avenants of a convention in a programme file."""

from common.file_rows import FileRows, Key
from common.json_schema import day, flag, one_of, rows
from common.programme_file import Context, Entry
from conventions.actions import avenants
from conventions.enums import OPEN_AVENANT_STATES, AvenantState, Block
from conventions.models import Avenant
from conventions.sections import TEXT_ROWS
from corrections.readings import first_signed
from corrections.sections import CORRECTIONS
from dossiers import actions
from dossiers.sections import texts


def _move_to_state(entry: Entry, avenant: Avenant, context: Context) -> None:
    """Vote, sign or abandon as the file says; a state beyond that of the file is left as it is."""
    avenant = texts.vote_if_named(entry, avenant, context)
    with entry.refusals_located():
        if "is_abandoned" in entry and avenant.state in OPEN_AVENANT_STATES:
            avenant = avenants.abandon(avenant, by=context.author)
            context.add(entry, avenant)
    _check_recorded(entry, texts.sign_if_said(entry, avenant, actions.sign_avenant, context))


def _check_recorded(entry: Entry, avenant: Avenant) -> None:
    stated = first_signed(avenant).stated_effective_on
    if "effective_on" in entry and stated != entry["effective_on"]:
        raise entry.differs("effective_on", entry["effective_on"], stated)
    if "is_abandoned" in entry and avenant.state != AvenantState.ABANDONED:
        raise entry.differs("is_abandoned", in_file=True, recorded=False)


AVENANTS = FileRows(
    "avenants",
    Avenant,
    "Un changement de la convention, en vigueur au jour qu’il énonce, sinon à sa signature.",
    (
        Key("number"),
        Key("subject"),
        Key(
            "blocks",
            schema=rows(
                one_of(Block, "partie du texte qu’il ouvre, sinon celles où il change une valeur")
            ),
            read=lambda entry, _: [*map(Block, entry["blocks"])],
            is_left=True,
            is_compared=False,
        ),
        Key(
            "stated_effective_on",
            is_left=True,
            get=lambda avenant: first_signed(avenant).stated_effective_on,
        ),
    ),
    # In the order of their entry: an open one comes last.
    of=lambda convention: convention.avenants.select_related("deliberation").order_by("pk"),
    identity=("number",),
    record=avenants.draft,
    lists=TEXT_ROWS,
    check_lists=texts.complete_text,
    later=(
        *texts.VOTE_AND_SIGNATURE_KEYS,
        Key(
            "effective_on",
            schema=day("jour d’effet fixé à la signature, s’il n’est pas énoncé"),
            write=lambda _: None,  # it is then stated
        ),
        Key(
            "is_abandoned",
            schema=flag("abandonné"),
            write=lambda avenant: avenant.state == AvenantState.ABANDONED,
        ),
        CORRECTIONS,
    ),
    then=_move_to_state,
)
