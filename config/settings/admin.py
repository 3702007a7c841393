"""The operators' and moderators' desk (django-unfold)."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext

from config.settings.paths import VERSION

UNFOLD = {
    "SITE_TITLE": "Saveface",
    "SITE_HEADER": "Saveface",
    "SITE_SUBHEADER": lambda _request: gettext("Version %(version)s") % {"version": VERSION},
    "SITE_URL": reverse_lazy("admin:index"),
    "SITE_ICON": lambda _request: static("icons/app.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("icons/app.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SCRIPTS": [lambda _request: static("js/whose.js")],
    "STYLES": [lambda _request: static("admin/desk.css")],
    "BORDER_RADIUS": "6px",
    # The celadon of the residents' pages (static/css/tokens.css), as unfold wants its eleven steps.
    "COLORS": {
        "primary": {
            "50": "#eef7f3",
            "100": "#dcece4",
            "200": "#b9dccd",
            "300": "#8cc7b1",
            "400": "#57ab90",
            "500": "#2f8d73",
            "600": "#0b5d4f",
            "700": "#094d42",
            "800": "#07443a",
            "900": "#06352e",
            "950": "#03201c",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "accounts.kit.admin.menu.navigation",
    },
}
