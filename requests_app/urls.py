"""Addresses of the start page, the cases, receipts and public figures."""

from django.conf import settings
from django.urls import include, path

from requests_app.views import (
    about,
    attachments,
    campaigns,
    card,
    cases,
    child,
    filing,
    filing_many,
    home,
    identity,
    incidents,
    letters,
    receipts,
    resident,
    statistics,
)
from requests_app.views.styleguide import styleguide

case_patterns = [
    path("", cases.case_list, name="list"),
    path("new", filing.new, name="new"),
    path("new/many", filing_many.new_many, name="new_many"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/start", campaigns.start, name="campaign_start"),
    path("campaigns/<slug:slug>", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/join", campaigns.join, name="campaign_join"),
    path("campaigns/<slug:slug>/end", campaigns.end, name="campaign_end"),
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/report", incidents.report, name="incident_report"),
    path("incidents/<uuid:pk>", incidents.incident, name="incident"),
    path("id/<uuid:pk>/", cases.by_id, name="by_id"),
    path("id/<uuid:pk>/identity", identity.by_id, name="identity_by_id"),
    path("<str:reference>/", cases.detail, name="detail"),
    path("<str:reference>/card", card.card, name="card"),
    path("<str:reference>/why", cases.why, name="why"),
    path("<str:reference>/send", filing.send, name="send"),
    path("<str:reference>/message", resident.message, name="message"),
    path("<str:reference>/files/<uuid:pk>", attachments.attachment, name="attachment"),
    path("<str:reference>/accept", resident.accept, name="accept"),
    path("<str:reference>/withdraw", resident.withdraw, name="withdraw"),
    path("<str:reference>/dispute", resident.dispute, name="dispute"),
    path("<str:reference>/identity", identity.identity, name="identity"),
    path("<str:reference>/identity/ask", resident.ask_for_code, name="ask_for_code"),
    path("<str:reference>/identity/dispute", resident.dispute_identity, name="dispute_identity"),
    path("<str:reference>/admonish", letters.hand_over, name="admonish"),
    path("<str:reference>/letters", letters.letters, name="letters"),
    path("<str:reference>/letters/<uuid:pk>", letters.letter, name="letter"),
    path("<str:reference>/letters/<uuid:pk>.zip", letters.letter_bundle, name="letter_bundle"),
    path(
        "<str:reference>/letters/<uuid:pk>.<str:language>.pdf",
        letters.letter_pdf,
        name="letter_pdf",
    ),
    path("<str:reference>/receipts/<uuid:pk>", receipts.receipt, name="receipt"),
    path("<str:reference>/receipts/<uuid:pk>.jws", receipts.download, name="receipt_download"),
]
receipt_patterns = [
    path("check", receipts.check_receipt, name="check"),
    path("keys.json", receipts.keys, name="keys"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("about/<slug:page>", about.about, name="about"),
    path("children/<uuid:pk>/", child.child, name="child"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("requests/", include((case_patterns, "requests"))),
    path("receipts/", include((receipt_patterns, "receipts"))),
    path(".well-known/saveface-keys.json", receipts.keys, name="published_keys"),
]
if settings.DEMO:
    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))
