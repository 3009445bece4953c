"""The redemption API."""

import uuid
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import clock
from distribution import codes
from mediation.actions import judging, redeem
from mediation.actions.judging import Code
from mediation.actions.redeem import Attempt, Session, Verdict
from mediation.actions.refusals import TITLES, MistypedCode, which
from mediation.api import problems
from mediation.api.authentication import caller_of
from mediation.api.serializers import CheckIn, CheckOut, ProblemOut, RedemptionIn, RedemptionOut

KEY = "Idempotency-Key"


def refused(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    return {
        (status, problems.MEDIA_TYPE): OpenApiResponse(ProblemOut, TITLES[status])
        for status in statuses
    }


class Redemptions(APIView):
    """Redeem the passes of a session."""

    @extend_schema(
        operation_id="redeem",
        summary="Encaisser tous les pass ou aucun",
        request=RedemptionIn,
        parameters=[
            OpenApiParameter(
                KEY, OpenApiTypes.UUID, OpenApiParameter.HEADER, required=True,
                description="La même clé donne la même réponse, pour toujours.",
            )
        ],
        responses={
            201: RedemptionOut,
            **refused(400, 401, 403, 404, 409, 422, 429, 503),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        key = key_of(request)
        asked = RedemptionIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        keyring = codes.keyring()
        read = [judging.read(text, i, keyring) for i, text in enumerate(given["codes"])]
        answer = redeem.redeem(
            Attempt(key, given["place"], read, Session(**given["session"])),
            presenter=caller_of(request).as_presenter(),
            keyring=keyring,
            by=caller_of(request).as_actor(request.META.get("REMOTE_ADDR", "")),
            at=clock.now(),
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
        responses={200: CheckOut, **refused(400, 401, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        asked = CheckIn(data=request.data)
        asked.is_valid(raise_exception=True)
        keyring = codes.keyring()
        verdicts = redeem.check(
            asked.validated_data["place"],
            [read(text, i, keyring) for i, text in enumerate(asked.validated_data["codes"])],
            presenter=caller_of(request).as_presenter(),
            keyring=keyring,
            at=clock.now(),
            real_at=clock.real_now(),
        )
        return Response({"passes": [told(verdict) for verdict in verdicts]})


def key_of(request: Request) -> uuid.UUID:
    """The key of the call, a UUID; its absence is malformed."""
    text = request.headers.get(KEY, "").strip()
    if not text:
        raise problems.Malformed("missing_key", {KEY: ["Indiquez une clé, un UUID."]})
    try:
        return uuid.UUID(text)
    except ValueError:
        raise problems.Malformed("malformed", {KEY: ["La clé est un UUID."]}) from None


def read(text: str, position: int, keyring: codes.Keyring) -> Code | MistypedCode:
    """A mistyped code is one answer among the others of a check."""
    try:
        return judging.read(text, position, keyring)
    except MistypedCode as mistyped:
        return mistyped


def told(verdict: Verdict) -> dict[str, Any]:
    refusal = verdict.refusal
    return {
        "pass": which(verdict.position, verdict.number),
        "redeemable": refusal is None,
        "code": refusal.code if refusal else None,
        "detail": refusal.sentence if refusal else "Ce pass peut être utilisé.",
    }
