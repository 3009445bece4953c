"""All that a database holds of texts and corrections, the same once it is loaded elsewhere."""

from django.db import transaction

from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.readings.texts import clause_in_words
from corrections import actions
from corrections.models import Correction
from corrections.readings import OBLIGATION_FIELDS, correction_view
from deadlines.models import Occurrence
from tests.factories.accounts import NOON
from tests.factories.corrections import DAY, by
from tests.passnum.full_programme import FINANCE, MANAGER, open_accounts
from tests.passnum.loading import adds_nothing, dumped, load_text

MONTH = 30 * DAY
ACCOUNTS = f"""reason = "Lu de travers."
proposed_by = "{MANAGER}"
proposed_on = 2023-05-02
"""
DECIDED = f"""state = "approved"
decided_by = "{FINANCE}"
decided_on = 2023-05-03
"""
BUDGET = f"""
[[conventions.corrections]]
subject = "clause"
kind = "budget"
{ACCOUNTS}{DECIDED}clauses = [{{ kind = "budget", value = 560000 }}]

"""
AVENANTS = "[[conventions.avenants]]"


def place_of(row):
    """What a row is, of which text, and whether it is in force, corrected, or proposed only."""
    known = row.effective_on, row.recorded_at is not None, row.corrected_at is not None
    return (str(row), str(row.avenant), *known, row.ranked_at is not None)


def all_rows():
    """All that the database holds of texts and corrections, but keys and instants."""
    texts = [*Convention.objects.order_by("code"), *Avenant.objects.order_by("number")]
    clauses = Clause.recorded.select_related("avenant")
    parties = Party.recorded.select_related("avenant", "organisation")
    # Those that the day of planning does not decide.
    known = Occurrence.objects.filter(due_on__lte=NOON.date()).select_related("obligation")
    facts = [
        *((str(one), one.state, one.signed_on, one.signed_source) for one in texts),
        *((clause_in_words(one), one.article, *place_of(one)) for one in clauses),
        *((one.quality, *place_of(one)) for one in parties),
        *((str(one), one.state) for one in known),
        *obligations(),
        *corrections(),
    ]
    return sorted(map(str, facts))


def obligations():
    for one in Obligation.recorded.select_related("avenant", "replaces", "version_of"):
        said = [str(getattr(one, name)) for name in OBLIGATION_FIELDS]
        who = one.responsible and one.responsible.email, one.member
        yield (*said, *who, str(one.version_of), *place_of(one))


def corrections():
    for one in Correction.objects.all():
        view, decided_by = correction_view(one), one.decided_by and one.decided_by.email
        proposed = one.state, one.reason, one.proposed_by.email, one.proposed_on
        yield (str(one), view.before, view.after, *proposed, decided_by, one.decided_on)


def check_the_same_elsewhere(make, read=all_rows):
    """What `make` records is written, and is the same once loaded where nothing is."""
    with transaction.atomic():
        make()
        kept, rows = dumped(), read()
        assert adds_nothing(kept)
        transaction.set_rollback(True)
    assert not Convention.objects.exists()

    open_accounts()
    load_text(kept)

    assert read() == rows
    assert dumped() == kept


def corrected(propose, first, second, at, **said):
    made = propose(reason="Lu de travers.", by=by(first, at), **said)
    return actions.approve(made, by=by(second, at + DAY))
