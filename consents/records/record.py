"""One consent as a record: from the act that gave it to whatever ended it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.urls import reverse

from consents.models import Consent, ConsentAction, Notice, Purpose
from consents.models.consent import HOLDS
from consents.records.terms import CONTEXT, JURISDICTION, PROFILE, RIGHTS, TERMS, Terms

Json = dict[str, Any]


def record_of(consent: Consent) -> Json:
    """The record to which ``consent`` belongs; giving and withdrawing lead to the same one.

    Raises:
        Consent.DoesNotExist: a withdrawal without a consent before it.
    """
    given = _given(consent)
    events = list(_events(given))
    return {
        "@context": dict(CONTEXT),
        "@id": _address("api:consent-record", given.pk),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{PROFILE}record",
        "dct:identifier": identifier(_address("api:consent-record", given.pk)),
        "dct:created": _moment(given.at),
        "dct:modified": events[-1]["dct:date"],
        "dpv:hasDataSubject": {
            "@id": _person(given),
            "@type": "dpv:DataSubject",
            "dct:identifier": str(given.resident_id),
        },
        "dpv:hasDataController": controller(),
        "dpv:hasJurisdiction": JURISDICTION,
        "dpv:hasNotice": _notice(given),
        "dpv:hasProcess": _process(given),
        "dpv:hasConsentStatus": events,
    }


def identifier(address: str) -> str:
    """A UUID that is the same whenever the document at ``address`` is asked for."""
    return str(uuid5(NAMESPACE_URL, address))


def controller() -> Json:
    """Whoever runs this site and answers for it."""
    operator = settings.OPERATED_BY
    return {
        "@id": settings.PUBLIC_URL,
        "@type": "dpv:DataController",
        "dct:identifier": settings.PUBLIC_URL,
        "dpv:hasName": operator["name"],
        "dpv:hasAddress": operator["address"],
        "dpv:hasContact": f"mailto:{operator['email']}",
    }


def _given(consent: Consent) -> Consent:
    if consent.action in HOLDS:
        return consent
    before = Consent.objects.filter(
        resident=consent.resident_id, purpose=consent.purpose, pk__lt=consent.pk
    )
    given: Consent = before.filter(action=ConsentAction.GIVEN).latest("pk")
    return given


def _events(given: Consent) -> Iterator[Json]:
    """Given, and what ended it: withdrawn, or run out because the words changed."""
    yield _event("dpv:ConsentGiven", given) | {
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dct:valid": "until it is withdrawn or the notice changes",
    }
    acts = Consent.objects.filter(
        resident=given.resident_id, purpose=given.purpose, pk__gt=given.pk
    )
    following = acts.order_by("pk").first()
    if following is not None and following.action not in HOLDS:
        yield _event("dpv:ConsentWithdrawn", following)
        return
    newer = Notice.objects.filter(purpose=given.purpose, version__gt=given.notice.version)
    if changed := newer.order_by("version").first():
        yield {
            "@type": "dpv:ConsentExpired",
            "dct:date": _moment(changed.published_at),
            "dpv:isImplementedByEntity": settings.PUBLIC_URL,
        }


def _event(kind: str, act: Consent) -> Json:
    return {
        "@type": kind,
        "dct:date": _moment(act.at),
        "dct:language": act.language,
        "dpv:hasIndicationMethod": act.channel,
        "dpv:isImplementedByEntity": _person(act),
    }


def _notice(given: Consent) -> Json:
    notice = given.notice
    return {
        "@id": _address("consents:notice", notice.pk),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": str(notice.pk),
        "dct:hasVersion": str(notice.version),
        "dct:issued": _moment(notice.published_at),
        "dct:language": given.language,
        "spdx:checksum": {"spdx:algorithm": "sha256", "spdx:checksumValue": notice.digest},
    }


def _process(given: Consent) -> Json:
    purpose = Purpose(given.purpose)
    terms = TERMS[purpose]
    process: Json = {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:identifier": purpose.value,
            "dct:description": str(purpose.label),
            "skos:broader": terms.broader,
        },
        "dpv:hasLegalBasis": "dpv:ExplicitlyExpressedConsent",
        "dpv:hasPersonalData": _data(terms),
        "dpv:hasProcessing": list(terms.processing),
        "dpv:hasStorageCondition": _storage(terms),
        "dpv:hasRecipient": [{"@type": k, "dct:description": d} for k, d in terms.recipients],
        "dpv:hasRight": {
            "@type": "dpv:DataSubjectRight",
            "dct:description": RIGHTS,
            "foaf:page": _address("consents:notice", given.notice_id),
        },
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "foaf:page": f"{settings.PUBLIC_URL}{reverse('consents:consent_list')}",
        },
    }
    return process | ({"ai:hasCapability": terms.capability} if terms.capability else {})


def _data(terms: Terms) -> Json:
    kinds = [terms.data, *(["dpv:SensitivePersonalData"] if terms.sensitive else [])]
    return {"@type": kinds, "dct:description": terms.data_kind, "dpv:hasNecessity": "dpv:Optional"}


def _storage(terms: Terms) -> list[Json]:
    """Where it is kept and for how long; a condition without a number says what ends it."""
    kept = {"dpv:hasDuration": terms.kept} if terms.kept else {}
    return [
        {"@type": "dpv:StorageLocation", "dpv:hasLocation": settings.PUBLIC_URL},
        {"@type": "dpv:StorageDuration", **kept, "dct:description": terms.kept_until},
    ]


def _person(consent: Consent) -> str:
    return f"urn:uuid:{consent.resident_id}"


def _address(name: str, pk: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=(pk,))}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
