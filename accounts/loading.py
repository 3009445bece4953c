"""The organisations of a programme file."""

from accounts import actions
from accounts.models import Organisation
from common.json_schema import code, pattern, table, text
from common.programme_file import Context, Entry, Section

ORGANISATION = table(
    "Une personne morale : collectivité, financeur, distributeur, structure, fournisseur. "
    "Elle est partagée par les programmes ; un SIRET la désigne, sinon son nom exact.",
    "code name",
    code=code("nom court, pour le reste du fichier"),
    name=text("nom"),
    short_name=text("nom affiché", 40),
    siret=pattern("14 chiffres, espaces permises", "^[0-9 ]{14,20}$"),
    address=text("adresse"),
    phone=text("téléphone", 20),
    accent=pattern("couleur, lisible sur fond blanc", "^#[0-9A-Fa-f]{6}$"),
)
FACTS = ("name", "short_name", "siret", "address", "phone", "accent")


def load_organisation(entry: Entry, context: Context) -> None:
    """Find the organisation by its SIRET, else by its name; add it when nobody has."""
    facts = entry.pick(*FACTS)
    facts["siret"] = str(entry.get("siret", "")).replace(" ", "")
    known = (
        Organisation.objects.filter(siret=facts["siret"])
        if facts["siret"]
        else Organisation.objects.filter(siret="", name=facts["name"])
    )
    organisation = known.order_by("pk").first()
    if organisation is None:
        with entry.placed():
            organisation = actions.add_organisation(**facts, **context.who)
        context.add(entry, organisation)
    else:
        entry.check_same(organisation, facts)
    context.keep(organisation, entry["code"])


SECTIONS = [Section("organisations", ORGANISATION, load_organisation)]
