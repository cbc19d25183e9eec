"""Addresses of the policy."""

from django.urls import path

from policies import views

urlpatterns = [
    path("policy/", views.policy, name="policy"),
]
