"""Addresses of the directory, the register and the consents in the API."""

from django.urls import path

from consents.api import problems  # noqa: F401  (declares this app's problems)
from consents.api.consents import ConsentHistory, ConsentList, ConsentWithdrawal, NoticeDetail
from consents.api.holdings import HoldingAgain, HoldingDetail, HoldingList
from consents.api.records import ConsentReceipt, ConsentRecord
from consents.api.sightings import SightingList
from consents.api.venues import PlaceList, VenueDetail, VenueList

urlpatterns = [
    path("jurisdictions", PlaceList.as_view(), name="jurisdictions"),
    path("venues", VenueList.as_view(), name="venues"),
    path("venues/<slug:slug>", VenueDetail.as_view(), name="venue"),
    path("venues/<slug:slug>/sightings", SightingList.as_view(), name="sightings"),
    path("holdings", HoldingList.as_view(), name="holdings"),
    path("holdings/<uuid:pk>", HoldingDetail.as_view(), name="holding"),
    path("holdings/<uuid:pk>/again", HoldingAgain.as_view(), name="holding-again"),
    path("consents", ConsentList.as_view(), name="consents"),
    path("consents/history", ConsentHistory.as_view(), name="consent-history"),
    path("consents/<int:pk>/record", ConsentRecord.as_view(), name="consent-record"),
    path("consents/<int:pk>/receipt", ConsentReceipt.as_view(), name="consent-receipt"),
    path("consents/<slug:purpose>/withdraw", ConsentWithdrawal.as_view(), name="consent-withdraw"),
    path("notices/<uuid:pk>", NoticeDetail.as_view(), name="notice"),
]
