"""Addresses of the person's own page. Signing in and security are allauth's, under /accounts/."""

from django.urls import include, path

from accounts.views import me, push

patterns = [
    path("me/", me.overview, name="overview"),
    path("me/children/<uuid:pk>/remove", me.child_remove, name="child_remove"),
    path("me/data", me.download, name="download"),
    path("me/delete", me.delete, name="delete"),
    path("me/push/<uuid:pk>/off", push.push_off, name="push_off"),
]

urlpatterns = [path("", include((patterns, "accounts")))]
