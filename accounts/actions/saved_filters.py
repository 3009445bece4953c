"""The filters of a list that a user keeps under a name: saved, renamed, removed."""

from django.db import transaction
from django.http import QueryDict

from accounts.models import SavedFilter, User
from audit import journal
from audit.actors import Author
from common.errors import NirFound, Refusal
from common.lists import without
from common.nir import NIR_SENTENCE, contains_nir
from common.saving import check_and_save, lock

NOT_KEPT = ("page", "lignes", "fichier")


class NothingToSave(Refusal):
    """No filter is in use, or only words that name people."""


@transaction.atomic
def save(user: User, *, path: str, query: QueryDict, name: str, by: Author) -> SavedFilter:
    """Keep filters; refuses those that hold a number of the national register."""
    kept = without(query, *NOT_KEPT, *(name for name, value in query.items() if not value))
    if any(contains_nir(str(value)) for value in kept.values()):
        raise NirFound(NIR_SENTENCE)
    if not kept or user.acting is None:
        raise NothingToSave(
            "Rien n’est enregistré\u00a0: choisissez un filtre d’abord. "
            "Les mots cherchés parmi des personnes ne s’enregistrent pas."
        )
    saved = SavedFilter(
        user=user,
        organisation=user.acting.organisation,
        path=path,
        url=f"{path}?{kept.urlencode()}",
        name=name,
    )
    check_and_save(saved)
    journal.record("saved_filter.made", saved, by=by)
    return saved


@transaction.atomic
def rename(saved: SavedFilter, *, name: str, by: Author) -> SavedFilter:
    saved = lock(saved)
    saved.name = name
    check_and_save(saved)
    journal.record("saved_filter.renamed", saved, by=by)
    return saved


@transaction.atomic
def remove(saved: SavedFilter, *, by: Author) -> None:
    saved = lock(saved)
    journal.record("saved_filter.removed", saved, by=by)
    saved.delete()
