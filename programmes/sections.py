"""Section `programme` of a programme file: its parameters."""

from accounts.models import Organisation
from common.json_schema import (
    DEPARTEMENT,
    code,
    day,
    euros,
    flag,
    pattern,
    rows,
    table,
    text,
    whole,
)
from common.programme_file import Context, Entry, FileSection, Table, filled
from programmes import actions
from programmes.models import Programme

PROGRAMME = table(
    "Le programme et les paramètres qu’aucun texte ne fixe.",
    "code name authority letter managed_from",
    code=code("nom court du programme"),
    name=text("nom affiché"),
    authority=code("organisation qui conduit le programme"),
    letter=pattern("première lettre de chaque numéro de pass", "^[0-9A-HJKMNP-TV-Z]$"),
    managed_from=day("jour depuis lequel le programme est géré ici"),
    territory=rows(DEPARTEMENT),
    face_value=euros("valeur d’un pass, 10 € sinon", 1000),
    tolerance_days=whole("jours de tolérance après expiration, 31 sinon"),
    redemption_window_days=whole("jours pour encaisser une séance, 31 sinon"),
    report_delay_days=whole("jours pour rendre un rapport trimestriel, 30 sinon"),
    hotline=text("téléphone d’aide", 20),
    is_demonstration=flag("programme de démonstration"),
)
PARAMETERS = (
    "name",
    "letter",
    "managed_from",
    "territory",
    "tolerance_days",
    "redemption_window_days",
    "report_delay_days",
    "hotline",
    "is_demonstration",
)


def load_programme(entry: Entry, context: Context) -> None:
    facts = entry.pick(*PARAMETERS)
    facts["authority"] = context.find(Organisation, entry, "authority")
    if "face_value" in entry:
        facts["face_value"] = entry.euros("face_value")
    programme = Programme.objects.filter(code=entry["code"]).first()
    if programme is None:
        with entry.refusals_located():
            programme = actions.create(code=entry["code"], **facts, **context.by_and_at)
        context.add(entry, programme)
    else:
        entry.check_same(programme, facts)
    context.keep(programme)


def dump_programme(programme: Programme) -> list[Table]:
    parameters = {key: getattr(programme, key) for key in PROGRAMME["properties"]}
    return [filled(**parameters)]


SECTIONS = [FileSection("programme", PROGRAMME, load_programme, dump_programme, is_list=False)]
