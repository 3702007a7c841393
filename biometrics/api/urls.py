"""Addresses of this app in the API; what belongs to a request is in `requests_app.api`."""

from django.urls import path

from biometrics.api import problems  # noqa: F401  (declares this app's problems)
from biometrics.api.views import EngineList

urlpatterns = [path("engines", EngineList.as_view(), name="engines")]
