"""Addresses that exist in the demo profile alone."""

from django.urls import path

from requests_app.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.people, name="people"),
    path("demo/codes", views.people, name="codes"),
    path("demo/outbox", views.mails, name="outbox"),
    path("demo/sign-in/<str:token>", views.sign_in, name="sign_in"),
]
