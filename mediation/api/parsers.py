"""Read the body of a request: one JSON object."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """Refuse as malformed whatever is not an object, or is nested too deep to be read."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError from error
        if not isinstance(found, dict):
            raise ParseError
        return found
