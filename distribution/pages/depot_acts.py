"""What the pages that rename, close and open again a store say."""

import datetime as dt

from common.form_pages import Settled, Step
from common.formats import day
from common.http import address
from distribution.models import Depot
from distribution.readings.depots import what_keeps_open

PART = "Stock"
BACK = "Revenir au dépôt"


def rename_step(depot: Depot) -> Step:
    kept = [
        "Les documents déjà imprimés gardent l’ancien nom\u00a0; le journal aussi.",
        f"Le code {depot.code}, que les fichiers connaissent, ne change pas.",
    ]
    return Step(f"Renommer le dépôt {depot}", "Renommer le dépôt", _url(depot), "", kept, part=PART)


def close_step(depot: Depot, today: dt.date) -> Step:
    kept = [
        "Rien n’y entrera plus\u00a0: ni envoi, ni livraison, ni retour d’une remise.",
        "Son compte et son grand livre restent lisibles.",
        "Il peut être rouvert.",
    ]
    lead = f"Il ne tient aucun carnet et n’en attend aucun. Il sera fermé le {day(today)}."
    return Step(f"Fermer le dépôt {depot}", "Fermer le dépôt", _url(depot), lead, kept, part=PART)


def open_again_step(depot: Depot) -> Step:
    lead = f"Il est fermé depuis le {day(depot.closed_on)}. Des carnets pourront y entrer."
    return Step(f"Rouvrir le dépôt {depot}", "Rouvrir le dépôt", _url(depot), lead, part=PART)


def close_settled(depot: Depot) -> Settled | None:
    """Why a store is not closed now, if so."""
    said = ""
    if depot.closed_on is not None:
        said = f"Ce dépôt est fermé depuis le {day(depot.closed_on)}."
    elif why := what_keeps_open(depot):
        said = f"Ce dépôt ne se ferme pas encore\u00a0: {why}. Ses carnets s’envoient d’abord."
    return Settled(f"Fermer le dépôt {depot}", said, _url(depot), BACK) if said else None


def opened_settled(depot: Depot) -> Settled:
    return Settled(f"Rouvrir le dépôt {depot}", "Ce dépôt est ouvert.", _url(depot), BACK)


def _url(depot: Depot) -> str:
    return address("distribution:depot", depot.public_id)
