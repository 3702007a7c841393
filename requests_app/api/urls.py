"""Addresses of requests, verifications, receipts, exports and statistics in the API."""

from django.urls import path, register_converter

from requests_app.api import (
    attachments,
    campaigns,
    disclosures,
    exports,
    incidents,
    letters,
    on_device,
    operator,
    problems,  # noqa: F401  (declares this app's problems)
    receipts,
    resident,
    verifications,
)
from requests_app.api.cases import CaseDetail, CaseList
from requests_app.api.evidence import EvidenceSchema
from requests_app.api.filing_many import FileMany
from requests_app.api.grounds import CaseGrounds, JurisdictionGrounds
from requests_app.api.not_found import Anything, NothingHere
from requests_app.api.rights import VenueRights
from requests_app.api.statistics import Statistics, VenueRecord
from requests_app.api.why import Why

register_converter(Anything, "anything")

CASE = "requests/<str:reference>"
DISCLOSURE = f"{CASE}/disclosures/<uuid:pk>"

urlpatterns = [
    path("requests", CaseList.as_view(), name="requests"),
    path("requests/many", FileMany.as_view(), name="requests-many"),
    path(CASE, CaseDetail.as_view(), name="request"),
    path(f"{CASE}/why", Why.as_view(), name="request-why"),
    path(f"{CASE}/grounds", CaseGrounds.as_view(), name="request-grounds"),
    # the resident's side
    path(f"{CASE}/file", resident.FileDraft.as_view(), name="request-file"),
    path(f"{CASE}/withdraw", resident.Withdraw.as_view(), name="request-withdraw"),
    path(f"{CASE}/accept", resident.Accept.as_view(), name="request-accept"),
    path(f"{CASE}/dispute", resident.Dispute.as_view(), name="request-dispute"),
    path(f"{CASE}/identity/code", resident.RedeemCode.as_view(), name="request-code"),
    path(f"{CASE}/admonish", resident.Admonish.as_view(), name="request-admonish"),
    path(
        f"{CASE}/identity/dispute",
        resident.DisputeIdentity.as_view(),
        name="request-identity-dispute",
    ),
    path(f"{CASE}/letters", letters.LetterList.as_view(), name="letters"),
    path(f"{CASE}/letters/<uuid:pk>/pdf", letters.LetterPdf.as_view(), name="letter-pdf"),
    path(f"{CASE}/letters/<uuid:pk>/bundle", letters.LetterBundle.as_view(), name="letter-bundle"),
    # both sides
    path(f"{CASE}/messages", resident.Write.as_view(), name="request-messages"),
    path(
        f"{CASE}/files/<uuid:pk>",
        attachments.AttachmentDetail.as_view(),
        name="request-file-content",
    ),
    # the venue's side
    path(f"{CASE}/acknowledge", operator.Acknowledge.as_view(), name="request-acknowledge"),
    path(f"{CASE}/ask", operator.Ask.as_view(), name="request-ask"),
    path(f"{CASE}/extend", operator.Extend.as_view(), name="request-extend"),
    path(f"{CASE}/identity/issue-code", operator.IssueCode.as_view(), name="request-issue-code"),
    path(f"{CASE}/identity/confirm", operator.ConfirmIdentity.as_view(), name="request-confirm"),
    path(f"{CASE}/answer", operator.AnswerCase.as_view(), name="request-answer"),
    path(f"{CASE}/disclosures", disclosures.DisclosureList.as_view(), name="disclosures"),
    path(DISCLOSURE, disclosures.DisclosureDetail.as_view(), name="disclosure"),
    path(f"{DISCLOSURE}/records", disclosures.RecordList.as_view(), name="disclosure-records"),
    path(
        f"{DISCLOSURE}/photographs",
        disclosures.AddPhotographs.as_view(),
        name="disclosure-photographs",
    ),
    path(f"{DISCLOSURE}/vectors", disclosures.AddVectors.as_view(), name="disclosure-vectors"),
    path(f"{DISCLOSURE}/finish", disclosures.FinishDisclosure.as_view(), name="disclosure-finish"),
    path(
        "liveness-challenges",
        verifications.LivenessChallenges.as_view(),
        name="liveness-challenges",
    ),
    path("verifications", verifications.VerificationList.as_view(), name="verifications"),
    path("verifications/on-device", on_device.OnDevice.as_view(), name="on-device"),
    path(
        "verifications/<uuid:pk>", verifications.VerificationDetail.as_view(), name="verification"
    ),
    path("receipts/check", receipts.ReceiptCheck.as_view(), name="receipt-check"),
    path("receipts/<uuid:pk>", receipts.ReceiptDetail.as_view(), name="receipt"),
    path("receipts/<uuid:pk>/jws", receipts.ReceiptDownload.as_view(), name="receipt-jws"),
    path("campaigns", campaigns.CampaignList.as_view(), name="campaigns"),
    path("campaigns/<slug:slug>", campaigns.CampaignDetail.as_view(), name="campaign"),
    path("campaigns/<slug:slug>/join", campaigns.CampaignJoin.as_view(), name="campaign-join"),
    path("campaigns/<slug:slug>/end", campaigns.CampaignEnd.as_view(), name="campaign-end"),
    path("incidents", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/<uuid:pk>", incidents.IncidentDetail.as_view(), name="incident"),
    path("exports", exports.ExportList.as_view(), name="exports"),
    path("exports/batches", exports.BatchList.as_view(), name="export-batches"),
    path("exports/requests", exports.ExportRequests.as_view(), name="export-requests"),
    path("statistics", Statistics.as_view(), name="statistics"),
    path("venues/<slug:slug>/rights", VenueRights.as_view(), name="venue-rights"),
    path(
        "jurisdictions/<str:code>/grounds",
        JurisdictionGrounds.as_view(),
        name="jurisdiction-grounds",
    ),
    path("schemas/evidence", EvidenceSchema.as_view(), name="evidence-schema"),
    path("statistics/venues/<slug:slug>", VenueRecord.as_view(), name="venue-record"),
    # Last of all: whatever is not known answers as a problem, too.
    path("<anything:rest>", NothingHere.as_view(), name="nothing"),
]
