"""The key by which names are compared and sorted, and the code made from one."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Func, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable, OrderBy
from django.utils.text import slugify

Rows = TypeVar("Rows", bound=QuerySet[Any])
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def sort_key(text: str) -> str:
    """Lower case without accents, words separated by one space: « L’Étoile-Rœux » is
    `l etoile roeux`.
    """
    # Decomposed before folding, since a compatibility character may stand for a capital or a
    # ligature; and again after, since folding composes some letters.
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_LIGATURES)
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())


def search_key(text: str) -> str:
    """The key of what is searched, where « % » and « _ » are signs; signs alone are kept."""
    pieces = [one if one in ("%", "_") else sort_key(one) for one in re.split("([%_])", text)]
    return " ".join(filter(None, pieces)) or text.strip()


class SortKey(Func):
    """The same key, computed by the database."""

    template = (
        "btrim(regexp_replace(replace(replace(replace(regexp_replace("
        "normalize(lower(normalize(%(expressions)s, NFKD)), NFKD),"
        " '[\u0300-\u036f]', '', 'g'), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'),"
        " '[^[:alnum:]]+', ' ', 'g'))"
    )
    output_field = models.TextField()


def in_reading_order(rows: Rows, *names: Any) -> Rows:
    """Rows sorted by fields, names as a French reader expects: É with E, capitals with the others.

    The names of fields are those of `order_by`; expressions are kept as they are.
    """
    return rows.order_by(*(_in_reading_order(rows, name) for name in names))


def is_name(field: Any) -> bool:
    """Whether a field holds words that people read, not a code, a choice or a sort key."""
    is_text = isinstance(field, models.CharField | models.TextField)
    is_code = isinstance(field, models.SlugField) or field.primary_key or field.choices
    return is_text and not is_code and field.name != "sort_key"


def _in_reading_order(rows: QuerySet[Any], name: Any) -> Combinable | OrderBy | str:
    bare = name.lstrip("-") if isinstance(name, str) else ""
    if not bare or not is_name(_field(rows, bare)):
        return name  # type: ignore[no-any-return]
    key = SortKey(F(bare))
    return key.desc() if name.startswith("-") else key.asc()


def _field(rows: QuerySet[Any], path: str) -> Any:
    annotation = rows.query.annotations.get(path)
    if annotation is not None:
        return annotation.output_field
    model: Any = rows.model
    *relations, last = path.split(LOOKUP_SEP)
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # noqa: SLF001 - the documented API
    return model._meta.pk if last == "pk" else model._meta.get_field(last)  # noqa: SLF001


def unused_code(name: str, taken: Iterable[str]) -> str:
    """A code made from a name, that is not taken yet."""
    stem = slugify(name)[:36].strip("-") or "code"
    known = set(taken)
    return next(
        code
        for code in (stem, *(f"{stem}-{rank}" for rank in range(2, len(known) + 3)))
        if code not in known
    )
