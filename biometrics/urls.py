"""Addresses of the comparison: the selfie, the wait, the outcome."""

from django.urls import include, path

from biometrics.views import live, on_device, verification

patterns = [
    path("verify/<uuid:disclosure>/", verification.verify, name="verify"),
    path("verify/<uuid:disclosure>/challenge", live.challenge, name="challenge"),
    path("verify/<uuid:disclosure>/live", live.live, name="live"),
    path("verify/<uuid:disclosure>/on-device/", on_device.on_device, name="on_device"),
    path("verifications/<uuid:pk>/", verification.outcome, name="verification"),
    path("verifications/<uuid:pk>/state", verification.state, name="verification_state"),
]

urlpatterns = [path("", include((patterns, "biometrics")))]
