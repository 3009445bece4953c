"""Registers, when the app starts, that deliberations have files."""

from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    name = "deliberations"

    def ready(self) -> None:
        from deliberations.models import Deliberation
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds

        page = "dossiers:deliberation"
        register_owner_kinds(OwnerKind("deliberation", Deliberation, page, FileKind.TEXT))
