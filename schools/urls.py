"""Addresses of people and terms."""

from django.urls import path

from schools import views

urlpatterns = [
    path("people/", views.people, name="people"),
]
