"""What the pages of the files of codes show and ask."""

from typing import Any

from accounts.enums import Permission, holders_of
from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import count, day, grouped
from common.http import address
from distribution.enums import LotState
from distribution.models import Lot
from printing.enums import OPEN, PrintFileState
from printing.models import PrintFile
from printing.tables import PrintFileTable

Acts = list[tuple[str, str]]
CLOSED = [LotState.ACTIVE, LotState.CANCELLED]
PRINTED = [
    "L’archive porte les codes de tous les pass du lot, chiffrés\u00a0: seul l’imprimeur l’ouvre.",
    "Elle se télécharge une seule fois. Perdue, elle se redemande, à deux.",
]


def the_page(lot: Lot, user: User) -> dict[str, Any]:
    """The files of a lot, the answer to what is to do now, and the acts of the user."""
    files = list(lot.print_files.select_related("proposed_by", "confirmed_by"))
    open_one = next((one for one in files if one.state in OPEN), None)
    return {
        "lot": lot,
        "answer": _answer(lot, open_one, files),
        "main": _main_act(lot, open_one, files, user),
        "others": _other_acts(lot, open_one, files, user),
        "table": PrintFileTable(files),
        "facts": [
            {"key": "Imprimeur", "value": lot.order.supplier},
            {"key": "À imprimer", "value": _what(lot)},
            {"key": "Utilisable jusqu’au", "value": day(lot.order.valid_until)},
        ],
        "key": _spelled(open_one.recipient) if open_one else "",
    }


def confirm_step(file: PrintFile) -> Step:
    return Step(
        f"Confirmer le fichier d’impression du lot {file.lot.code}",
        "Confirmer cette clé",
        address("printing:lot", file.lot.public_id),
        f"{_asked(file)} Clé\u00a0: {_spelled(file.recipient)}",
        [
            "Vérifiez cette clé avec l’imprimeur, au téléphone\u00a0: elle seule ouvre les codes.",
            *PRINTED,
        ],
        part="Stock",
    )


def withdraw_step(file: PrintFile) -> Step:
    return Step(
        f"Annuler le fichier d’impression du lot {file.lot.code}",
        "Annuler ce fichier",
        address("printing:lot", file.lot.public_id),
        _asked(file),
        ["Rien n’est téléchargé. Un autre fichier peut être demandé."],
        part="Stock",
    )


def take_step(file: PrintFile) -> Step:
    return Step(
        f"Télécharger le fichier d’impression du lot {file.lot.code}",
        "Télécharger l’archive, une seule fois",
        address("printing:lot", file.lot.public_id),
        f"{_what(file.lot)}. Confirmé par {file.confirmed_by} le {day(file.confirmed_at)}.",
        [*PRINTED, "Comptez quelques secondes pour cinquante mille pass."],
        part="Stock",
    )


def settled(file: PrintFile) -> Settled:
    """What is said of a file on which an act is not open, or no longer."""
    said = {
        PrintFileState.PROPOSED: f"{_asked(file)} Une autre personne le confirme d’abord.",
        PrintFileState.CONFIRMED: f"Déjà confirmé par {file.confirmed_by}.",
        PrintFileState.TAKEN: f"Déjà téléchargé le {day(file.taken_at)}. Il ne l’est qu’une fois.",
        PrintFileState.WITHDRAWN: "Ce fichier est annulé.",
    }
    url = address("printing:lot", file.lot.public_id)
    return Settled(str(file), said[PrintFileState(file.state)], url, "Revenir au lot")


def _answer(lot: Lot, file: PrintFile | None, files: list[PrintFile]) -> str:
    if lot.state == LotState.ACTIVE:
        return "Ce lot est en service\u00a0: ses codes ne s’écrivent plus dans un fichier."
    if lot.state == LotState.CANCELLED:
        return "Ce lot est annulé\u00a0: il ne s’imprime pas."
    if file is None:
        return (
            "Le fichier est téléchargé."
            if _is_taken(files)
            else "Les codes de ce lot n’ont pas encore été demandés."
        )
    if file.state == PrintFileState.CONFIRMED:
        return f"Un fichier attend d’être téléchargé, par {holders_of(Permission.LOT_PROPOSE)}."
    return f"{_asked(file)} Il manque l’accord d’une autre personne."


def _main_act(
    lot: Lot, file: PrintFile | None, files: list[PrintFile], user: User
) -> tuple[str, str] | None:
    """What brings the codes closer to the printer, if the user may do it."""
    proposes = user.can(Permission.LOT_PROPOSE)
    if lot.state in CLOSED or (file is None and _is_taken(files)):
        return None
    if file is None:
        url = address("printing:propose", lot.public_id)
        return (url, "Demander le fichier") if proposes else None
    if file.state == PrintFileState.CONFIRMED:
        url = address("printing:take", file.public_id)
        return (url, "Télécharger le fichier") if proposes else None
    url = address("printing:confirm", file.public_id)
    return (url, "Confirmer la clé") if user.can(Permission.LOT_ACTIVATE) else None


def _other_acts(lot: Lot, file: PrintFile | None, files: list[PrintFile], user: User) -> Acts:
    proposes = user.can(Permission.LOT_PROPOSE)
    if lot.state in CLOSED:
        return []
    if file is None:
        again = (address("printing:propose", lot.public_id), "Redemander le fichier")
        return [again] if proposes and _is_taken(files) else []
    if not proposes and not user.can(Permission.LOT_ACTIVATE):
        return []
    name = "printing:withdraw" if proposes else "printing:decline"
    return [(address(name, file.public_id), "Annuler ce fichier")]


def _is_taken(files: list[PrintFile]) -> bool:
    return any(one.state == PrintFileState.TAKEN for one in files)


def _spelled(key: str) -> str:
    """By four, to be read aloud; it may go on the next line."""
    return grouped(key).replace("\u00a0", " ")


def _asked(file: PrintFile) -> str:
    return f"Demandé par {file.proposed_by} le {day(file.proposed_at)}."


def _what(lot: Lot) -> str:
    return f"{count(lot.carnets_count, 'carnet')}, {count(lot.passes_count, 'pass')}"
