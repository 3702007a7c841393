"""The caller's own entry, and the children for whom they act."""

from __future__ import annotations

from types import MappingProxyType

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.account import CONFIRMED, erase
from accounts.api.proof import ProvenMixin
from accounts.kit.api.problems import Kind, declare, refused, register
from accounts.kit.api.views import ListView, caller, created
from accounts.models import BirthBand, Dependant, User
from accounts.models.user import CHILDREN
from accounts.proof import Act
from accounts.services.people import (
    PeopleProblem,
    add_dependant,
    remove_dependant,
    update_profile,
)

CHILD_BANDS = [(band.value, band.label) for band in BirthBand if band in CHILDREN]

declare({"person.refused": Kind(422, "")})
register(PeopleProblem, lambda exc: refused("person.refused", str(exc.sentence), exc.about))


class PersonOut(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("id", "email", "display_name", "locale", "birth_band")
        read_only_fields = fields


class PersonIn(serializers.Serializer[None]):
    """What is left out stays as it is."""

    display_name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    locale = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    birth_band = serializers.ChoiceField(choices=BirthBand.choices, required=False)


class ChildOut(serializers.ModelSerializer[Dependant]):
    class Meta:
        model = Dependant
        fields = ("id", "display_name", "birth_band", "created_at")
        read_only_fields = fields


class ChildIn(serializers.Serializer[None]):
    display_name = serializers.CharField(max_length=80)
    birth_band = serializers.ChoiceField(choices=CHILD_BANDS)


class Me(ProvenMixin):
    """The person who is signed in."""

    acts = MappingProxyType({"DELETE": Act.LEAVE})

    @extend_schema(responses=PersonOut)
    def get(self, request: Request) -> Response:
        return Response(PersonOut(caller(request)).data)

    @extend_schema(request=PersonIn, responses=PersonOut)
    def patch(self, request: Request) -> Response:
        """Change one's name, language or age band."""
        person, data = caller(request), self.read(PersonIn)
        changed = update_profile(
            by=person,
            display_name=data.get("display_name", person.display_name),
            locale=data.get("locale", person.locale),
            birth_band=data.get("birth_band", person.birth_band),
        )
        return Response(PersonOut(changed).data)

    @extend_schema(parameters=[CONFIRMED], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Delete one's account for real: open requests are withdrawn, what is held is erased."""
        return erase(request)


class ChildList(ListView[Dependant]):
    """The children for whom the caller acts."""

    serializer_class = ChildOut

    def get_queryset(self) -> QuerySet[Dependant]:
        return caller(self.request).dependants.all()

    @extend_schema(request=ChildIn, responses={201: ChildOut})
    def post(self, request: Request) -> Response:
        """Add a child (PIPL art. 31: a guardian acts for a child under 14)."""
        child = add_dependant(by=caller(request), **self.read(ChildIn))
        return created(ChildOut(child).data, location=f"{request.path}/{child.pk}")


class Child(ProvenMixin):
    """One child of the caller's."""

    acts = MappingProxyType({"DELETE": Act.ERASE_CHILD})

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Remove a child and what is held about it; open requests in its name are withdrawn."""
        person = caller(request)
        remove_dependant(dependant=get_object_or_404(person.dependants, pk=pk), by=person)
        return Response(status=204)
