"""Giving and withdrawing consent (PIPL arts 14-16, 29-30)."""

from __future__ import annotations

from django.db import transaction

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.models import User
from consents import selectors
from consents.models import Consent, ConsentAction, Notice, Purpose
from consents.models.consent import HOLDS
from consents.signals import consent_withdrawn


@transaction.atomic
def publish_notice(*, purpose: Purpose, text_zh_hans: str, text_en: str, by: Actor) -> Notice:
    """Publish the next version of a notice; the same words again return the version that stands."""
    newest: Notice | None = Notice.objects.filter(purpose=purpose).order_by("-version").first()
    digest = Notice.digest_of(text_zh_hans, text_en)
    if newest is not None and newest.digest == digest:
        return newest
    notice: Notice = Notice.objects.create(
        purpose=purpose,
        version=newest.version + 1 if newest else 1,
        text_zh_hans=text_zh_hans,
        text_en=text_en,
        digest=digest,
    )
    audit.record(kind="notice.published", by=by, target=notice, data={"version": notice.version})
    return notice


def give_consent(
    *, resident: User, purpose: Purpose, notice: Notice, language: str, channel: str = "web"
) -> Consent:
    """Record that ``resident`` agrees to ``purpose`` under the words of ``notice``."""
    if notice.purpose != purpose:
        raise ValueError("the notice is for another purpose")
    return _append(
        Consent(
            resident=resident,
            purpose=purpose,
            action=ConsentAction.GIVEN,
            notice=notice,
            language=language,
            channel=channel,
        )
    )


def withdraw_consent(
    *, resident: User, purpose: Purpose, language: str, channel: str = "web"
) -> Consent | None:
    """Record the withdrawal, and have everything under way for it stopped and destroyed."""
    newest = selectors.newest_consent(resident, purpose)
    if newest is None or newest.action not in HOLDS:
        return newest
    return _append(
        Consent(
            resident=resident,
            purpose=purpose,
            action=ConsentAction.WITHDRAWN,
            notice=newest.notice,
            language=language,
            channel=channel,
        )
    )


@transaction.atomic
def _append(consent: Consent) -> Consent:
    """Write one act, and have everything stopped that a withdrawal ends."""
    consent.save(force_insert=True)
    audit.record(
        kind=f"consent.{consent.action}",
        by=Actor(ActorKind.RESIDENT, consent.resident_id),
        target=consent,
        data={"purpose": str(consent.purpose), "notice": str(consent.notice_id)},
    )
    if consent.action not in HOLDS:
        consent_withdrawn.send(sender=Consent, resident=consent.resident, purpose=consent.purpose)
    return consent
