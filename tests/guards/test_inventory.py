"""Every field of every table is declared, and every declaration can be carried out."""

from __future__ import annotations

import pytest
from django.db import models
from django.db.models import CASCADE

from accounts.kit.inventory import (
    Category,
    Retention,
    Scrub,
    Table,
    deleted,
    kept,
    model_of,
    tables,
)
from accounts.kit.inventory.checks import (
    contradictions,
    every_field_is_declared,
    gaps,
    stored_models,
)
from accounts.models import User


def test_every_field_of_every_table_is_declared():
    assert every_field_is_declared(None) == []
    assert {table.label for table in tables()} == {m._meta.label for m in stored_models()}


def test_an_undeclared_table_and_an_undeclared_field_are_found(monkeypatch):
    class Portrait(models.Model):
        class Meta:
            app_label = "nowhere"
            managed = True

    assert list(gaps(Portrait)) == ["nowhere.Portrait is not in the inventory"]

    extra = models.CharField(max_length=10)
    extra.set_attributes_from_name("shoe_size")
    monkeypatch.setattr(
        "accounts.kit.inventory.checks.field_names",
        lambda model: {"shoe_size", *[f.name for f in model._meta.concrete_fields]},
    )
    assert "accounts.User.shoe_size is not in the inventory" in list(gaps(User))


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ((kept("email", Category.CONTACT, because=""),), "kept without a reason"),
        ((deleted("email", Category.CONTACT), kept("id", Category.LINK, because="x")), "whole"),
    ],
)
def test_a_declaration_that_cannot_be_carried_out_is_found(fields, complaint):
    table = Table("accounts.User", "", Retention(""), fields, owner="pk")
    assert any(complaint in each for each in contradictions(table))


def test_a_personal_table_is_in_the_download_or_says_why_not():
    table = Table("accounts.User", "", Retention(""), (deleted("email", Category.CONTACT),))
    assert any("download" in each for each in contradictions(table))


def test_rows_declared_as_deleted_hang_on_a_person_by_a_cascade_or_an_eraser():
    """What the database does not cascade is deleted by an eraser, which its own test holds."""
    by_eraser = {
        "sessions.Session",  # no foreign key: found through usersessions
        "requests_app.VenueCode",  # with its case
        "requests_app.Attachment",
        "biometrics.GalleryBlock",  # with their disclosure's destruction
        "biometrics.ProbeFrame",
        "biometrics.SightingPhoto",
    }
    for table in tables():
        if table.label in by_eraser or any(g.scrub is not Scrub.DELETE for g in table.fields):
            continue
        assert _cascades_from_a_person(model_of(table)), table.label


def _cascades_from_a_person(model, seen=()) -> bool:
    if model is User:
        return True
    links = [
        field.remote_field.model
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is CASCADE
    ]
    return any(_cascades_from_a_person(link, (*seen, model)) for link in links if link not in seen)


def test_nothing_that_opens_an_account_or_a_face_is_taken_out():
    withheld = {c for c in Category if not c.may_be_taken_out}
    assert withheld == {Category.SECRET, Category.SEALED_BIOMETRIC}
