"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    name = "deliberations"

    def ready(self) -> None:
        from deliberations.models import Deliberation
        from files.enums import FileKind
        from files.readings import OwnerKind, register

        page = "dossiers:deliberation"
        register(OwnerKind("deliberation", Deliberation, page, FileKind.TEXT))
