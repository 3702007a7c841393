"""Addresses of the comparison: the selfie, the wait, the outcome."""

from django.urls import include, path

from biometrics.views import live, on_device, verifications

patterns = [
    path("verify/<uuid:disclosure>/", verifications.verify, name="verify"),
    path("verify/<uuid:disclosure>/challenge", live.challenge, name="challenge"),
    path("verify/<uuid:disclosure>/live", live.live, name="live"),
    path("verify/<uuid:disclosure>/on-device/", on_device.on_device, name="on_device"),
    path("verifications/<uuid:pk>/", verifications.outcome, name="verification"),
    path("verifications/<uuid:pk>/state", verifications.state, name="verification_state"),
]

urlpatterns = [path("", include((patterns, "biometrics")))]
