"""Addresses of the directory, the resident's register and the consents."""

from django.urls import include, path

from consents.views import consents, holdings, sign, venues

patterns = [
    path("venues/", venues.venue_list, name="venue_list"),
    path("venues/report", venues.venue_report, name="venue_report"),
    path("venues/<slug:slug>/", venues.venue_detail, name="venue_detail"),
    path("venues/<slug:slug>/sign", sign.venue_sign, name="venue_sign"),
    path("venues/<slug:slug>/sighting", venues.venue_sighting, name="venue_sighting"),
    path("my-face/", holdings.holding_list, name="holding_list"),
    path("my-face/add", holdings.holding_add, name="holding_add"),
    path("my-face/<uuid:pk>/end", holdings.holding_end, name="holding_end"),
    path("my-face/<uuid:pk>/again", holdings.holding_again, name="holding_again"),
    path("consents/", consents.consent_list, name="consent_list"),
    path("consents/<slug:purpose>/give", consents.consent_give, name="consent_give"),
    path("consents/<slug:purpose>/withdraw", consents.consent_withdraw, name="consent_withdraw"),
    path("notices/<uuid:pk>", consents.notice, name="notice"),
]

urlpatterns = [path("", include((patterns, "consents")))]
