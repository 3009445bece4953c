"""What the request of a page gives: the people that it may see, the organisation it acts for."""

from django.core.exceptions import PermissionDenied

from accounts.models import Organisation
from beneficiaries.models import Person
from beneficiaries.querysets import PersonQuerySet
from programmes.http import ProgrammeRequest


def visible_people(request: ProgrammeRequest) -> PersonQuerySet:
    return Person.objects.visible_to(request.user).filter(programme=request.programme)


def known_people(request: ProgrammeRequest) -> PersonQuerySet:
    return visible_people(request).known()


def acting_organisation(request: ProgrammeRequest) -> Organisation:
    """The organisation of the membership in use; a user without one is refused with a 403."""
    if request.user.acting is None:
        raise PermissionDenied
    return request.user.acting.organisation
