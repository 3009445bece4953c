"""What the page that files a request and the page of a decision show."""

import datetime as dt
from typing import Any

from accounts.enums import Permission
from accounts.models import User
from beneficiaries import rules
from beneficiaries.models import Category, Decision, ReglementVersion
from beneficiaries.readings.decision_reviews import first_later_admission, judge_again
from common.formats import NBSP, day
from common.sort_key import sort_key
from programmes.models import Programme


def decision_page(decision: Decision, user: User) -> dict[str, Any]:
    """A decision with its reasons, category by category.

    `replayed` says whether the same facts, judged again, give the same reasons; nothing is judged
    again once they are erased.
    """
    reasons, again = decision.ordered_reasons, judge_again(decision)
    person = decision.request.person
    can_register = user.can(Permission.PERSON_REGISTER) and not person.erased_on
    return {
        "decision": decision,
        "person": person,
        "reasons": reasons[:1] if decision.granted else reasons,
        "others": reasons[1:] if decision.granted else [],
        "later": "" if decision.granted or not again else _later_admission(decision),
        "replayed": again is not None and again.reasons_as_json() == decision.reasons,
        "can_hand_out": decision.granted and user.can(Permission.HAND_OUT) and not person.erased_on,
        "can_register": can_register,
    }


def proofs_asked(user: User, programme: Programme, *, on: dt.date) -> list[str]:
    """The proofs that the version in force asks to see, proposed in the form."""
    versions = ReglementVersion.objects.visible_to(user).filter(programme=programme)
    current = versions.in_force_on(on)
    asked = Category.objects.filter(version__in=current.values("pk")).exclude(proof="")
    return sorted(set(asked.values_list("proof", flat=True)), key=sort_key)


def _later_admission(decision: Decision) -> str:
    found = first_later_admission(decision)
    if found is None:
        return ""
    since, public = day(found[0]), rules.lower_first(found[1])
    return f"Les demandes déposées à partir du {since} sont ouvertes à ce public{NBSP}: {public}."
