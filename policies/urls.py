"""Addresses of the policy: the one in force, the versions that the school works on, notices and hosts."""

from django.urls import path

from policies.views import reading

VERSION = "policies/<slug:policy>/<int:number>/"

urlpatterns = [
    path("policy/", reading.policy, name="policy"),
]
