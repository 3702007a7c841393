"""Addresses of the person's own page. Signing in and security are allauth's, under /accounts/."""

from django.urls import include, path

from accounts.views import me, proof, push, undo

patterns = [
    path("me/", me.overview, name="overview"),
    path("me/children/<uuid:pk>/remove", me.child_remove, name="child_remove"),
    path("me/data", me.download, name="download"),
    path("me/delete", me.delete, name="delete"),
    path("me/proof", proof.prove, name="proof"),
    path("me/push/<uuid:pk>/off", push.push_off, name="push_off"),
    path("me/undo/<str:token>", undo.undo, name="undo"),
]

urlpatterns = [path("", include((patterns, "accounts")))]
