"""The redemption API."""

import re
import uuid
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.http import address_of
from common import clock
from mediation.actions import redemptions
from mediation.actions.redemptions import Attempt, CheckResult, Session
from mediation.api import problems
from mediation.api.authentication import caller_of
from mediation.api.serializers import CheckIn, CheckOut, ProblemOut, RedemptionIn, RedemptionOut
from mediation.enums import Reason
from mediation.readings import Code, read_code
from mediation.rules.refusals import TITLES, MistypedCode, pass_in_list

KEY = "Idempotency-Key"
# A UUID, with its hyphens or without; said so, and not as a format, since a header is a text.
KEY_FORM = r"^[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}$"


def problems_of(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The problem documents that an address may answer, for the OpenAPI description."""
    return {
        (status, problems.MEDIA_TYPE): OpenApiResponse(ProblemOut, TITLES[status])
        for status in statuses
    }


class Redemptions(APIView):
    """Redeem the passes of a session."""

    @extend_schema(
        operation_id="redeem",
        summary="Encaisser tous les pass ou aucun",
        description=f"Refus d’un pass, dans l’ordre : {', '.join(Reason)}.",
        request=RedemptionIn,
        parameters=[
            OpenApiParameter(
                KEY, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, pattern=KEY_FORM,
                description="Un UUID. La même clé donne la même réponse, pour toujours.",
            )
        ],
        responses={201: RedemptionOut, **problems_of(400, 401, 403, 404, 409, 422, 429, 503)},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        key = key_of(request)
        asked = RedemptionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        presented = [read_code(text, i) for i, text in enumerate(given["codes"])]
        answer = redemptions.redeem(
            Attempt(key, given["place"], presented, Session(**given["session"])),
            presenter=caller_of(request).as_presenter(),
            by=caller_of(request).as_actor(address_of(request)).at(clock.now()),
            real_at=clock.real_now(),
        )
        headers = {"Idempotent-Replayed": "true"} if answer.replayed else {}
        if answer.status >= 400:
            return problems.answer(answer.body, headers)
        return Response(answer.body, status=answer.status, headers=headers)


class Checks(APIView):
    """Say what redeeming would answer; changes nothing."""

    @extend_schema(
        operation_id="check",
        summary="Vérifier des pass sans les utiliser",
        request=CheckIn,
        responses={200: CheckOut, **problems_of(400, 401, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        asked = CheckIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        results = redemptions.check(
            given["place"],
            [code_or_refusal(text, i) for i, text in enumerate(given["codes"])],
            presenter=caller_of(request).as_presenter(),
            at=clock.now(),
            real_at=clock.real_now(),
        )
        return Response({"passes": [result_out(result) for result in results]})


def key_of(request: Request) -> uuid.UUID:
    """The idempotency key of the call. Refuses a missing key and one that is not a UUID."""
    text = request.headers.get(KEY, "").strip()
    if not text:
        raise problems.Malformed("missing_key", {KEY: ["Indiquez une clé, un UUID."]})
    if not re.fullmatch(KEY_FORM, text):
        raise problems.Malformed("malformed", {KEY: ["La clé est un UUID."]})
    return uuid.UUID(text)


def code_or_refusal(text: str, position: int) -> Code | MistypedCode:
    """A code of a check: a mistyped one does not refuse the others."""
    try:
        return read_code(text, position)
    except MistypedCode as mistyped:
        return mistyped


def result_out(result: CheckResult) -> dict[str, Any]:
    """The answer for one code of a check."""
    refusal = result.refusal
    return {
        "pass": pass_in_list(result.position, result.number),
        "redeemable": refusal is None,
        "code": refusal.code if refusal else None,
        "detail": refusal.sentence if refusal else "Ce pass peut être utilisé.",
    }
