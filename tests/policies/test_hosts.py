"""The reference of hosts: what a release brings, and what the operator adds, changes and retires."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from policies.hosts import HostFacts, key_of, load
from policies.hosts.shown import seen_now
from policies.models import Host
from policies.operations.hosts import add_host, bring_host_back, change_host, load_hosts, retire_host
from schools.history import SET_UP, acting
from schools.models import Event, User
from schools.operation import NotFound, Refused, Stale
from tests.builders import AT, person
from tests.incidents.at_the_pages import SCHOOL
from tests.incidents.at_the_pages import schools as schools
from tests.policies.at_the_hosts import GABBLE, entry
from tests.policies.at_the_hosts import operator as operator


def test_every_entry_is_brought_in_once_with_ages_as_far_as_they_are_known(schools: None) -> None:
    ages = dict(Host.objects.values_list("name", "minimum_age"))
    assert len(ages) == len(load()) >= 30
    thirteen = "Facebook Messenger Instagram Threads X WhatsApp TikTok YouTube Snapchat Reddit Blogger"
    assert {ages[name] for name in thirteen.split()} == {13}
    assert ages["LinkedIn"] == 16
    assert {ages[name] for name in ("Telegram", "Mumsnet", "Netmums", "Nextdoor", "ClassDojo", "Discord")} == {None}
    assert entry("ClassDojo").school_owned and entry("Other class apps").school_owned
    assert not entry("Facebook").school_owned
    assert entry("Facebook").checked_on == date(2026, 11, 1)
    assert entry("Netmums").checked_on is None
    assert Host.history.count() == len(ages)


def test_what_was_looked_up_says_where_and_when_and_what_was_not_says_neither(schools: None) -> None:
    unchecked = Host.Standing.NOT_CHECKED
    for host in Host.objects.all():
        known = (host.standing, host.age_standing) != (unchecked, unchecked)
        assert bool(host.source) == bool(host.checked_on) == known, host


def test_loading_again_changes_nothing_and_says_so(schools: None, capsys: Any) -> None:
    before = Host.history.count()
    assert load_hosts(entries=load(), by=SET_UP) == 0
    call_command("load_hosts")
    assert "brought up to date: 0." in capsys.readouterr().out
    assert Host.history.count() == before


def test_loading_again_leaves_what_the_operator_edited_or_retired(operator: User) -> None:
    x, reddit = entry("X"), entry("Reddit")
    mine = HostFacts(name="X, the former Twitter", routes=[{"words": "Ask", "address": ""}])
    change_host(host=x, seen=seen_now(x), facts=mine, checked=False, by=operator, at=AT)
    retire_host(host=reddit, by=operator, at=AT)
    assert load_hosts(entries=load(), by=SET_UP) == 0
    x.refresh_from_db()
    assert (x.name, x.routes) == ("X, the former Twitter", [{"words": "Ask", "address": ""}])
    assert not Host.objects.filter(name="X").exists()
    assert entry("Reddit").retired


def test_a_newer_file_brings_its_words_to_what_nobody_has_edited_and_what_is_missing(schools: None) -> None:
    netmums = entry("Netmums")
    with acting(SET_UP):
        netmums.needs = "As an older release had it"
        netmums.save()
        Host.objects.filter(key=key_of("signal")).delete()
    assert load_hosts(entries=load(), by=SET_UP) == 2
    assert entry("Netmums").needs == ""
    assert entry("Signal").key == key_of("signal")


def test_an_entry_of_the_operators_own_keeps_its_name(operator: User) -> None:
    with acting(SET_UP):
        Host.objects.filter(key=key_of("signal")).delete()
    own = add_host(
        facts=HostFacts(name="signal", routes=[{"words": "x", "address": ""}]), checked=False, by=operator, at=AT
    )
    assert load_hosts(entries=load(), by=SET_UP) == 0
    assert Host.objects.get(name__iexact="signal") == own


def test_the_demonstration_keeps_up_with_a_newer_file(schools: None) -> None:
    from incidents.demonstration import keep_up

    with acting(SET_UP):
        Host.objects.filter(key=key_of("signal")).delete()
    with time_machine.travel(AT):
        keep_up(AT)
    assert entry("Signal").key == key_of("signal")


def test_only_the_operator_keeps_the_reference(operator: User) -> None:
    gabble = add_host(facts=GABBLE, checked=False, by=operator, at=AT)
    tries: list[Callable[[Any], Any]] = [
        lambda by: add_host(facts=HostFacts(name="Other"), checked=False, by=by, at=AT),
        lambda by: change_host(host=gabble, seen=seen_now(gabble), facts=GABBLE, checked=False, by=by, at=AT),
        lambda by: retire_host(host=gabble, by=by, at=AT),
        lambda by: bring_host_back(host=gabble, by=by, at=AT),
    ]
    before = Host.history.count()
    for each in tries:
        for by in (person(SCHOOL, "head"), person(SCHOOL, "admin"), SET_UP):
            with pytest.raises(NotFound):
                each(by)
    assert Host.history.count() == before
    for each in tries:
        each(operator)
    assert Host.history.count() == before + 4


def test_the_history_says_who_changed_an_entry_and_no_school_hears_of_it(operator: User) -> None:
    events = Event.objects.across_schools("test").count()
    gabble = add_host(facts=GABBLE, checked=False, by=operator, at=AT)
    retire_host(host=gabble, by=operator, at=AT)
    assert [each.history_user_id for each in gabble.history.all()] == [operator.pk] * 2
    assert [each.retired for each in gabble.history.all()] == [True, False]
    assert Event.objects.across_schools("test").count() == events
    with pytest.raises(Refused, match="retired already"):
        retire_host(host=gabble, by=operator, at=AT)


def test_what_is_said_to_be_known_needs_a_source_and_a_day(operator: User) -> None:
    known = HostFacts(name="Gabble", standing="CHECKED")
    with pytest.raises(Refused, match="where it was seen"):
        add_host(facts=known, checked=True, by=operator, at=AT)
    known = HostFacts(name="Gabble", standing="CHECKED", source="gabble.example")
    with pytest.raises(Refused, match="on which day"):
        add_host(facts=known, checked=False, by=operator, at=AT)
    gabble = add_host(facts=known, checked=True, by=operator, at=AT)
    assert gabble.checked_on == AT.date()
    later = AT + timedelta(days=30)
    change_host(host=gabble, seen=seen_now(gabble), facts=known, checked=False, by=operator, at=later)
    assert entry("Gabble").checked_on == AT.date()
    change_host(host=gabble, seen=seen_now(gabble), facts=GABBLE, checked=True, by=operator, at=later)
    assert entry("Gabble").checked_on is None


def test_no_name_or_address_stands_for_two_hosts(operator: User) -> None:
    for taken in ("facebook", "Twitter", "X.com", "The school’s website"):
        with pytest.raises(Refused, match="already"):
            add_host(facts=HostFacts(name="New", aliases=[taken]), checked=False, by=operator, at=AT)
    assert add_host(facts=HostFacts(name="New", aliases=["Newt"]), checked=False, by=operator, at=AT).pk


def test_two_operators_do_not_overrun_each_other(operator: User) -> None:
    gabble = add_host(facts=GABBLE, checked=False, by=operator, at=AT)
    seen = seen_now(gabble)
    change_host(host=gabble, seen=seen, facts=GABBLE, checked=False, by=operator, at=AT)
    with pytest.raises(Stale):
        change_host(host=gabble, seen=seen, facts=GABBLE, checked=False, by=operator, at=AT)
