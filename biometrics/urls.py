"""Addresses of the comparison: the selfie, the wait, the outcome."""

from django.urls import include, path

from biometrics.views import verification

patterns = [
    path("verify/<uuid:disclosure>/", verification.verify, name="verify"),
    path("verifications/<uuid:pk>/", verification.outcome, name="verification"),
    path("verifications/<uuid:pk>/state", verification.state, name="verification_state"),
]

urlpatterns = [path("", include((patterns, "biometrics")))]
