"""The section `depots` of a programme file."""

from common.file_rows import FileRows, Key
from common.json_schema import one_of
from distribution.actions import depots
from distribution.enums import STORES
from distribution.models import Depot

DEPOTS = FileRows(
    "depots",
    Depot,
    "Un lieu où des carnets sont gardés. L’organisation d’un distributeur accède au programme.",
    (
        Key("code", "nom court"),
        Key("name", "nom affiché"),
        Key("kind", schema=one_of(STORES, "nature")),
        Key("organisation", "organisation qui le tient", is_required=True),
    ),
    # The other depots are opened by the actions when needed.
    of=lambda programme: (
        programme.depots.filter(kind__in=STORES).select_related("organisation").order_by("code")
    ),
    identity=("code",),
    record=depots.open_depot,
)

SECTIONS = [DEPOTS]
