"""The carnets named by codes: the view code of a carnet, or the code of one of its passes."""

from collections.abc import Sequence

from django.db.models import Q

from distribution.codes import ForgedCode, MistypedCode, Presented, keyring, parse, parse_view
from distribution.models import Carnet, Pass
from programmes.models import Programme


def numbers_of(programme: Programme, texts: Sequence[str]) -> dict[str, int]:
    """The number of the carnet of each code that is right; those that are not are left out."""
    views: dict[str, int] = {}
    passes: dict[str, Presented] = {}
    for text in texts:
        try:
            letter, number = parse_view(text)
        except MistypedCode:
            if (read := _pass_read(text)) is not None and read.letter == programme.letter:
                passes[text] = read
            continue
        if letter == programme.letter:
            views[text] = number
    return _by_view(programme, views) | _by_pass(programme, passes)


def _pass_read(text: str) -> Presented | None:
    try:
        return parse(text, keyring())
    except (MistypedCode, ForgedCode):
        return None


def _by_view(programme: Programme, views: dict[str, int]) -> dict[str, int]:
    rows = Carnet.objects.filter(programme=programme, number__in=views.values())
    carnets = {one.number: one for one in rows.select_related("lot__programme", "lot__order")}
    return {
        text: number
        for text, number in views.items()
        if number in carnets and keyring().is_view_code_of(text, carnets[number].lot.batch, number)
    }


def _by_pass(programme: Programme, passes: dict[str, Presented]) -> dict[str, int]:
    asked = Q(programme=programme, serial__in=[read.serial for read in passes.values()])
    rows = Pass.objects.filter(asked).select_related("carnet__lot__programme", "carnet__lot__order")
    found = {one.serial: one.carnet for one in rows}
    return {
        text: found[read.serial].number
        for text, read in passes.items()
        if read.serial in found and keyring().is_secret_of(read, found[read.serial].lot.batch)
    }
