"""The operators' and moderators' desk (django-unfold)."""

from django.urls import reverse_lazy

UNFOLD = {
    "SITE_TITLE": "Saveface",
    "SITE_HEADER": "Saveface",
    "SITE_URL": reverse_lazy("admin:index"),
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
}
