"""The file of hosts is read strictly, and a post's host is found by name or address. No database is needed."""

from typing import Any

import pytest

from policies.hosts import HostsError, load, read
from policies.hosts.matching import host_for, looked_for
from policies.models import Host

GOOD = {"id": '"a"', "name": '"A site"', "routes": '[{ words = "The flag" }]'}


def file(table: str = "host", **changes: str | None) -> str:
    """A file with one entry."""
    given = {**GOOD, **changes}
    return f"[[{table}]]\n" + "\n".join(f"{key} = {value}" for key, value in given.items() if value is not None)


def hosts() -> list[Host]:
    """Our own entries as rows that are not kept."""
    return [Host(name=each.facts.name, aliases=each.facts.aliases, routes=each.facts.routes) for each in load()]


def found(name: str, address: str = "") -> str:
    """The name of the host that a post is on, or nothing."""
    host = host_for(name, address, hosts())
    return host.name if host else ""


def test_our_own_file_holds_every_host_once_and_what_lies_beyond() -> None:
    entries = load()
    assert len({each.key for each in entries}) == len(entries)
    assert sum(each.beyond for each in entries) == 5
    assert all(each.facts.routes for each in entries)


def test_a_small_file_is_read_and_what_it_leaves_out_is_not_checked() -> None:
    (entry,) = read(file(), "small.toml")
    assert (entry.id, entry.facts.name, entry.facts.routes) == ("a", "A site", [{"words": "The flag", "address": ""}])
    assert (entry.facts.standing, entry.facts.age_standing, entry.facts.minimum_age) == ("NOT", "NOT", None)
    assert not entry.beyond
    assert read(file("beyond"), "small.toml")[0].beyond
    assert read("", "small.toml") == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": '"red"'}, "small.toml, host 1: nothing is called 'colour' here."),
        ({"name": None}, "small.toml, host 1: 'name' is missing."),
        ({"routes": "[]"}, "small.toml, host 1: 'routes' is missing."),
        ({"name": "7"}, "small.toml, host 1, name: 7 is not a str."),
        ({"name": f'"{"x" * 81}"'}, "small.toml, host 1, name: it is longer than 80 characters."),
        ({"minimum_age": "true"}, "small.toml, host 1, minimum_age: True is not a int."),
        ({"minimum_age": "0"}, "small.toml, host 1, minimum_age: 0 is not between"),
        ({"standing": '"SURE"'}, "small.toml, host 1, standing: 'SURE' is none of"),
        ({"standing": '"CHECKED"'}, "what was checked has a source and checked_on"),
        ({"source": '"a.example"'}, "what was checked has a source and checked_on"),
        ({"checked_on": "2026-11-01T09:00:00"}, "checked_on: datetime.datetime"),
        ({"aliases": "[7]"}, "small.toml, host 1, aliases: 7 is not a str."),
        ({"aliases": '["a SITE"]'}, "small.toml: 'a site' is there twice."),
        ({"routes": '[{ words = "x", address = "ftp://a.example" }]'}, "'ftp://a.example' is no web address."),
        ({"routes": '[{ words = "x", address = "a.example" }]'}, "'a.example' is no web address."),
        ({"routes": '[{ address = "https://a.example" }]'}, "does not give words"),
        ({"routes": '["x"]'}, "small.toml, host 1, routes: 'x' is not a dict."),
    ],
)
def test_a_mistake_names_the_file_and_the_key(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(HostsError) as error:
        read(file(**changes), "small.toml")
    assert sentence in str(error.value)


def test_a_file_that_is_no_toml_or_has_other_tables_is_refused() -> None:
    with pytest.raises(HostsError, match="small.toml cannot be read"):
        read("[[host", "small.toml")
    with pytest.raises(HostsError, match="small.toml: nothing is called 'site' here"):
        read("[[site]]", "small.toml")


@pytest.mark.parametrize(
    ("name", "address", "host"),
    [
        ("Facebook", "", "Facebook"),
        (" fACEbook ", "", "Facebook"),
        ("Twitter", "", "X"),
        ("x", "", "X"),
        ("Facebook Messenger", "https://www.facebook.com/groups/1", "Messenger"),
        ("", "https://www.facebook.com/groups/1", "Facebook"),
        ("", "https://www.facebook.com/messages/t/1", "Messenger"),
        ("", "HTTPS://M.Facebook.com/1", "Facebook"),
        ("", "https://facebook.com.attacker.example/", ""),
        ("", "https://notfacebook.com/", ""),
        ("", "https://twitter.com/somebody/1", "X"),
        ("", "https://www.google.com/maps/place/1", "Google reviews"),
        ("", "https://www.google.com/mapsindeed", ""),
        ("", "https://www.google.com/search?q=facebook.com", ""),
        ("Our class chat", "https://chat.whatsapp.com/abc", "WhatsApp"),
        ("The Year 3 WhatsApp group", "", "WhatsApp"),
        ("Parents' Facebook Messenger chat", "", "Messenger"),
        ("The X Factor fans", "", ""),
        ("Snapdragon", "", ""),
        ("The school’s website", "", "The school's own website or page"),
        ("Gabble", "", ""),
        ("", "", ""),
        ("", "http://[broken", ""),
    ],
)
def test_a_host_is_found_by_its_name_by_the_address_or_among_the_words(name: str, address: str, host: str) -> None:
    assert found(name, address) == host


def test_every_suggestion_of_the_report_is_known() -> None:
    from incidents.forms.report import HOSTS

    assert [each for each in HOSTS if not found(each)] == []


def test_words_are_looked_for_everywhere_and_all_of_them() -> None:
    assert [each.name for each in looked_for("TWITTER", hosts())] == ["X"]
    assert len(looked_for("", hosts())) == len(hosts())
    assert looked_for("twitter facebook-nowhere", hosts()) == []
