"""Removes from logs the addresses that are secret: calendar feeds, links to choose a password or to
confirm an address.
"""

import logging
import re

# What is before it, what is secret, and what a route has after it.
SECRET = re.compile(
    r"(/echeances/agenda/)[^/\s]+(?=\.ics)|(/compte/(?:mot-de-passe/[^/\s]+|adresse)/)[^/\s]+"
)


class HideSecrets(logging.Filter):
    """Hides secret addresses in Django's messages, which quote an address that is refused."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"\1\2…", record.getMessage())
        record.args = ()
        return True
