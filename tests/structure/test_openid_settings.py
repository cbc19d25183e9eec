"""What the environment may say of a school's accounts, and what is refused before anything starts (S13.01)."""

import json
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.openid import providers_from

ONE: dict[str, Any] = {
    "id": "oakfield",
    "name": "Oakfield accounts",
    "server_url": "https://accounts.example/",
    "client_id": "fairpost",
    "secret": "a secret",
}


def read(*given: dict[str, Any], production: bool = True) -> list[dict[str, Any]]:
    return providers_from(json.dumps(given), production=production)


def test_a_provider_is_read_and_its_options_are_off_unless_given() -> None:
    assert providers_from("", production=True) == []
    found = read(ONE)[0]
    assert (found["provider_id"], found["settings"]["server_url"]) == ("oakfield", "https://accounts.example")
    assert (found["settings"]["assume_verified"], found["settings"]["trust_amr"]) == (False, False)
    assert read({**ONE, "domains": ["oakfield.example"], "assume_verified": True})[0]["settings"]["assume_verified"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"secret": ""}, "secret must be given"),
        ({"client_id": 5}, "client_id must be given"),
        ({"id": "Oak field/../x"}, "small letters"),
        ({"server_url": "http://accounts.example"}, "https://"),
        ({"server_url": "http://127.0.0.1:9"}, "https://"),
        ({"assume_verified": True}, "domains that are named"),
        ({"domains": "oakfield.example"}, "domains is a list"),
        ({"trust_amr": "yes"}, "true or false"),
        ({"trust_arm": True}, "trust_arm is not known"),
    ],
)
def test_what_is_unsafe_or_mistyped_is_refused_and_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        read({**ONE, **changes})


def test_what_is_no_list_of_objects_is_refused_and_so_are_two_of_one_id() -> None:
    for text in ("{", "{}", '["a"]', "5"):
        with pytest.raises(ImproperlyConfigured):
            providers_from(text, production=True)
    with pytest.raises(ImproperlyConfigured, match="same id"):
        read(ONE, ONE)


def test_only_outside_production_may_a_provider_be_on_this_machine() -> None:
    assert read({**ONE, "server_url": "http://127.0.0.1:9400"}, production=False)
    with pytest.raises(ImproperlyConfigured):
        read({**ONE, "server_url": "http://accounts.example"}, production=False)
