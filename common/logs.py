"""What is never written in a log: addresses that are a secret by themselves."""

import logging
import re

SECRET = re.compile(r"(/echeances/agenda/)[^/\s]+(\.ics)")


class HideSecrets(logging.Filter):
    """Keeps secrets out of the words of the framework, which names the address it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"\1…\2", record.getMessage())
        record.args = ()
        return True
