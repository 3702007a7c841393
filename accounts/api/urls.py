"""Addresses of the API about the caller, and about the API itself."""

from django.urls import path

from accounts.api.account import MyData
from accounts.api.people import Child, ChildList, Me
from accounts.api.proof import Proof, ProofCodes
from accounts.api.push import PushKey, Subscription, SubscriptionList
from accounts.kit.api import schema  # noqa: F401  (describes the ways in)
from accounts.kit.api.problem_types import ProblemKind, ProblemKinds

urlpatterns = [
    path("me", Me.as_view(), name="me"),
    path("me/data", MyData.as_view(), name="my-data"),
    path("children", ChildList.as_view(), name="children"),
    path("children/<uuid:pk>", Child.as_view(), name="child"),
    path("proof", Proof.as_view(), name="proof"),
    path("proof/code", ProofCodes.as_view(), name="proof-code"),
    path("push-key", PushKey.as_view(), name="push-key"),
    path("push-subscriptions", SubscriptionList.as_view(), name="push-subscriptions"),
    path("push-subscriptions/<uuid:pk>", Subscription.as_view(), name="push-subscription"),
    path("problems", ProblemKinds.as_view(), name="problems"),
    path("problems/<str:kind>", ProblemKind.as_view(), name="problem"),
]
