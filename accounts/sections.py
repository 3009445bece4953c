"""The account that an entry of a programme file names."""

from accounts.models import User
from common.programme_file import Entry


def account_named(entry: Entry, key: str = "responsible") -> User | None:
    """The account that a key names; none when it is absent."""
    if key not in entry:
        return None
    user = User.objects.filter(email__iexact=entry[key]).first()
    if user is None:
        sentence = "Aucun compte n’a cette adresse\u00a0: créez-le, ou retirez-la."
        raise entry.fault(sentence, key)
    return user
