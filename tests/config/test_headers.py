"""What browsers are told: the strict policy everywhere, a relaxed one for the admin alone."""

import pytest

pytestmark = pytest.mark.django_db


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


def test_the_site_runs_only_its_own_scripts_and_styles(client):
    found = policy(client.get("/healthz"))
    assert found["default-src"] == {"'none'"}
    assert found["script-src"] == found["style-src"] == {"'self'"}
    assert found["frame-ancestors"] == {"'none'"}


def test_the_policy_is_relaxed_under_admin_alone(client):
    admin = policy(client.get("/admin/"))
    site = policy(client.get("/healthz"))
    assert "'unsafe-eval'" in admin["script-src"]
    assert {name for name in site if site[name] != admin[name]} == {"script-src", "style-src"}
    assert "unsafe" not in str(policy(client.get("/administration/")))


def test_nothing_but_the_camera_is_permitted(client):
    permissions = client.get("/healthz")["Permissions-Policy"]
    assert "camera=(self)" in permissions
    assert "microphone=()" in permissions
    assert "geolocation=()" in permissions


def test_signed_in_pages_are_kept_in_no_cache(client, django_user_model):
    user = django_user_model.objects.create_user(email="resident@example.org")
    assert "Cache-Control" not in client.get("/no-such-page/")
    client.force_login(user)
    assert client.get("/no-such-page/")["Cache-Control"] == "no-store"
