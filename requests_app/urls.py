"""Addresses of the start page, the cases, receipts and public figures."""

from django.conf import settings
from django.urls import include, path

from requests_app.views import cases, filing, home, identity, receipts, statistics, turns
from requests_app.views.styleguide import styleguide

case_patterns = [
    path("", cases.case_list, name="list"),
    path("new", filing.new, name="new"),
    path("id/<uuid:pk>/", cases.by_id, name="by_id"),
    path("id/<uuid:pk>/identity", identity.by_id, name="identity_by_id"),
    path("<str:reference>/", cases.detail, name="detail"),
    path("<str:reference>/why", cases.why, name="why"),
    path("<str:reference>/send", filing.send, name="send"),
    path("<str:reference>/message", turns.message, name="message"),
    path("<str:reference>/accept", turns.accept, name="accept"),
    path("<str:reference>/withdraw", turns.withdraw, name="withdraw"),
    path("<str:reference>/dispute", turns.dispute, name="dispute"),
    path("<str:reference>/identity", identity.identity, name="identity"),
    path("<str:reference>/identity/dispute", turns.dispute_identity, name="dispute_identity"),
    path("<str:reference>/receipts/<uuid:pk>", receipts.receipt, name="receipt"),
    path("<str:reference>/receipts/<uuid:pk>.jws", receipts.download, name="receipt_download"),
]
receipt_patterns = [
    path("check", receipts.check_receipt, name="check"),
    path("keys.json", receipts.keys, name="keys"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("requests/", include((case_patterns, "requests"))),
    path("receipts/", include((receipt_patterns, "receipts"))),
]
if settings.DEMO:
    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))
