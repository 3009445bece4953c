"""At start: occurrences are registered as owners of files, and in programme files."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        from accounts.enums import Permission
        from common.file_rows import add_rows
        from deadlines.models import Occurrence
        from deadlines.sections import OCCURRENCES
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds

        page, writes = "deadlines:occurrence", Permission.OBLIGATION_FOLLOW
        register_owner_kinds(OwnerKind("echeance", Occurrence, page, FileKind.PROOF, writes))
        add_rows("obligations", OCCURRENCES)
