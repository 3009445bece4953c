"""Read the body of a request: one JSON object."""

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.utils import json

from common.parsing import why_no_text
from mediation.api.problems import Malformed

LONGEST: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class JSONParser(parsers.BaseParser):
    """Refuse as malformed whatever is not an object, is too long or too deep, or writes a field
    twice: one reader would take the first value, another the last.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            body = stream.read(LONGEST + 1)
            if len(body) > LONGEST:
                raise RequestDataTooBig
            found = json.loads(body.decode(), object_pairs_hook=_object)
            faults = {field: [f"Ce texte {why}."] for field, why in _faults(found)}
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        if not isinstance(found, dict):
            raise ParseError
        if faults:
            raise Malformed("malformed", faults)
        return found


def _faults(found: Any, *path: str) -> Iterator[tuple[str, str]]:
    """Where a body has what is no text, names of fields included, as `codes.0`; and why."""
    if isinstance(found, str) and (why := why_no_text(found)):
        yield ".".join(path), why
    elif isinstance(found, dict | list):
        for name, inner in found.items() if isinstance(found, dict) else enumerate(found):
            where = (*path, re.sub("[\0\ud800-\udfff]", "?", str(name)))
            yield from _faults(str(name), *where)
            yield from _faults(inner, *where)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        shown = twice.encode(errors="replace").decode()
        raise Malformed("malformed", {shown: ["Ce champ est écrit deux fois."]})
    return found
