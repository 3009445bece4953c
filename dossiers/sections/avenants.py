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
    """Vote and sign as the file says; a state beyond that of the file is left as it is."""
    avenant = texts.vote_if_named(entry, first_signed(avenant), context)
    avenant = texts.sign_if_said(entry, avenant, actions.sign_avenant, context)
    stated = avenant.stated_effective_on
    if "effective_on" in entry and stated != entry["effective_on"]:
        raise entry.differs("effective_on", entry["effective_on"], stated)


def abandon_if_said(entry: Entry, avenant: Avenant, context: Context) -> None:
    """Abandon an avenant as the file says, once all that befell it before is loaded."""
    avenant.refresh_from_db()
    with entry.refusals_located():
        if "is_abandoned" in entry and avenant.state in OPEN_AVENANT_STATES:
            avenant = avenants.abandon(avenant, by=context.author)
            context.add(entry, avenant)
    if "is_abandoned" in entry and avenant.state != AvenantState.ABANDONED:
        raise entry.differs("is_abandoned", in_file=True, recorded=False)


BLOCKS = Key(
    "blocks",
    schema=rows(one_of(Block, "partie du texte qu’il ouvre, sinon celles où il change une valeur")),
    read=lambda entry, _: [*map(Block, entry["blocks"])],
    # Those of now: what a signature that never was opened is where it changed a value.
    write=lambda avenant: None if avenant.unsigned_at else avenant.blocks,
    is_left=True,
    is_compared=False,
)
AVENANTS = FileRows(
    "avenants",
    Avenant,
    "Un changement de la convention, en vigueur au jour qu’il énonce, sinon à sa signature.",
    (
        Key("number"),
        Key("subject"),
        BLOCKS,
        Key("stated_effective_on", is_left=True),
    ),
    # In the order of their entry: an open one comes last.
    of=lambda convention: convention.avenants.select_related("deliberation").order_by("pk"),
    identity=("number",),
    as_written=first_signed,
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
        texts.again_rows(
            Avenant,
            BLOCKS,
            Key(
                "effective_on",
                schema=day("jour d’effet, s’il n’est pas celui de la signature"),
                write=lambda avenant: avenant.stated_effective_on,
            ),
        ),
    ),
    then=_move_to_state,
)
