"""Face work for the workers: ids in, one service call each."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from biometrics.services import comparing, leases, purging, reading, sightings, sweep


@shared_task(name="biometrics.compare_faces", **leases.limits(leases.COMPARE))
def compare_faces(verification_id: str) -> None:
    comparing.compare_faces(verification_id=UUID(verification_id))


@shared_task(name="biometrics.read_disclosure", **leases.limits(leases.READ))
def read_disclosure(disclosure_id: str) -> None:
    reading.read_disclosure(disclosure_id=UUID(disclosure_id))


@shared_task(name="biometrics.sweep")
def sweep_biometrics() -> None:
    sweep.sweep()


@shared_task(name="biometrics.remove_orphans")
def remove_orphans() -> None:
    sweep.remove_orphans()


@shared_task(name="biometrics.blur_faces", **leases.limits(leases.BLUR))
def blur_faces(photo_id: str) -> None:
    sightings.blur_faces(photo_id=UUID(photo_id))


@shared_task(name="biometrics.prove_purge")
def prove_purge(disclosure_id: str) -> None:
    purging.prove_purge(disclosure_id=UUID(disclosure_id))
