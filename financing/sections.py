"""Section `plans` of a programme file: who pays what."""

from common.file_rows import FileRows, Key
from financing import actions
from financing.actions import ItemSpec
from financing.enums import Perimeter
from financing.models import Plan, PlanItem

ITEMS = FileRows(
    "items",
    PlanItem,
    "Un poste de dépense ou une ressource.",
    (
        Key("side"),
        Key("label"),
        Key("amount"),
        Key("section"),
        Key("funder", "organisation qui apporte la ressource"),
        Key("is_public_aid"),
        Key("is_for_part"),
        Key("pays_passes", "le poste que les achats de pass imputent"),
        Key("progress", "avancement de son opération, si le texte le dit"),
    ),
    of=lambda plan: plan.items.select_related("funder").order_by("side", "position"),
    spec=ItemSpec,
    sorted_by="side",
    at_least=2,
)
PLANS = FileRows(
    "plans",
    Plan,
    "Qui paie quoi. Dépenses et ressources font chacune le total.",
    (
        Key("code", "nom court"),
        Key("title"),
        Key("convention", "convention que le plan finance", by="code"),
        Key(
            "perimeter",
            "périmètre, l’opération sinon",
            is_required=False,
            read=lambda entry, _: Perimeter(entry.get("perimeter", Perimeter.OPERATION)),
        ),
        Key("total"),
        Key("aid_limit", "plafond des aides publiques sur ce périmètre, en %"),
        Key("limit_reason", "règle qui fixe ce plafond"),
        Key("part_name", "partie du territoire que finance une aide réservée"),
        Key("part_amount", "ce qu’elle coûte"),
        Key("note"),
    ),
    of=lambda programme: programme.plans.select_related("convention").order_by("code"),
    identity=("code",),
    record=actions.record,
    lists=(ITEMS,),
)

SECTIONS = [PLANS]
