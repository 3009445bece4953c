"""Section `programme` of a programme file: its parameters."""

from common.file_rows import FileRows, Key
from common.json_schema import DEPARTEMENT, pattern, rows
from common.programme_file import Context, Entry
from programmes.actions import programmes
from programmes.enums import LETTERS
from programmes.models import Programme

LETTER = pattern("première lettre de chaque numéro de pass", f"^[{LETTERS}]$")


def _keep(_: Entry, programme: Programme, context: Context) -> None:
    context.programme = programme


PROGRAMME = FileRows(
    "programme",
    Programme,
    "Le programme et les paramètres qu’aucun texte ne fixe.",
    (
        Key("code", "nom court du programme"),
        Key("name", "nom affiché"),
        Key("authority", "organisation qui conduit le programme"),
        Key("letter", schema=LETTER),
        Key("managed_from", "jour depuis lequel le programme est géré ici"),
        Key("first_year", "année de ses premiers actes, 2018 sinon", is_left=True),
        Key("last_year", "année de ses derniers actes, si elle est connue", is_left=True),
        Key("territory", schema=rows(DEPARTEMENT), is_left=True),
        Key("face_value", "valeur d’un pass, 10 € sinon", is_left=True),
        Key("tolerance_days", "jours de tolérance après expiration, 31 sinon", is_left=True),
        Key("redemption_window_days", "jours pour encaisser une séance, 31 sinon", is_left=True),
        Key(
            "report_delay_days", "jours pour rendre un rapport trimestriel, 30 sinon", is_left=True
        ),
        Key("pace_days", "jours dont le rythme est la moyenne, 90 sinon", is_left=True),
        Key("mandat_pattern", is_left=True),
        Key("retention_months", "mois de conservation après le dernier contact", is_left=True),
        Key("granted_per_day", is_left=True),
        Key("watched_amount", is_left=True),
        Key("allows_holding_both", is_left=True),
        Key("hotline", is_left=True),
        Key("is_demonstration", "programme de démonstration", is_left=True),
    ),
    of=lambda programme: [programme],
    find=lambda _, facts: Programme.objects.filter(code=facts["code"]).first(),
    record=lambda _, **facts: programmes.create(**facts),
    then=_keep,
    is_list=False,
)

SECTIONS = [PROGRAMME]
