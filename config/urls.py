"""Every address of the product. The school comes first, so that nobody can mistake where they are."""

from django.urls import include, path

from config import handlers
from incidents.views import home
from policies.views import hosts

urlpatterns = [
    path("", home.front_door, name="front_door"),
    path("accounts/", include("allauth.urls")),
    path("hosts/", hosts.operator_hosts, name="operator_hosts"),
    path("hosts/add/", hosts.operator_host_add, name="operator_host_add"),
    path("hosts/<uuid:key>/", hosts.operator_host, name="operator_host"),
    path("<slug:slug>/", home.home, name="home"),
    path("<slug:slug>/", include("schools.urls")),
    path("<slug:slug>/", include("policies.urls")),
    path("<slug:slug>/", include("incidents.urls")),
]

handler400 = handlers.bad_request
handler403 = handlers.permission_denied
handler404 = handlers.page_not_found
handler500 = handlers.server_error
handler429 = handlers.too_many
