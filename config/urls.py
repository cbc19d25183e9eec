"""Every address of the product. The school comes first, so that nobody can mistake where they are."""

from django.urls import include, path

from config import handlers, health
from incidents.views import home
from policies.views import hosts
from schools.urls import of_invitations
from schools.views import openid, sessions

urlpatterns = [
    path("", home.front_door, name="front_door"),
    path("accounts/", include("config.sign_in_urls")),
    path("accounts/oidc/<slug:provider_id>/login/", openid.leave, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", openid.come_back, name="openid_connect_callback"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("confirm/", sessions.cannot_confirm, name="cannot_confirm"),
    path("health/", health.health, name="health"),
    path("hidden/", sessions.hidden, name="hidden"),
    path("hosts/", hosts.operator_hosts, name="operator_hosts"),
    path("hosts/add/", hosts.operator_host_add, name="operator_host_add"),
    path("hosts/<uuid:key>/", hosts.operator_host, name="operator_host"),
    path("invitations/", include(of_invitations)),
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
