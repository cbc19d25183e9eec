"""Forms for the reference of hosts: what a school looks for in it, and an entry as the operator keeps it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.hosts import NO_SOURCE, OLDEST, YOUNGEST, HostFacts
from policies.models import Host
from schools.addresses import NotAnAddress, address_of
from schools.forms.choices import one_of
from schools.forms.fields import Line, Words, refuse_length

MOST_LINES = 40
LONGEST_NAME, LONGEST_ROUTE = 100, 200
AGE = {
    "invalid": "Give the age in figures, such as 13, or leave it empty.",
    "min_value": f"Give an age between {YOUNGEST} and {OLDEST}.",
    "max_value": f"Give an age between {YOUNGEST} and {OLDEST}.",
}
OLD_PAGE = "This page was opened too long ago. Look at the entry again, then change it."
TICK = "Tick this, or say above that nothing is checked: there is no day yet on which it was."


class LookFor(forms.Form):
    """What somebody looks for in the list."""

    q = Line(label="Site, app or word", max_length=100, required=False)


class Lines(Words):
    """Several things, one a line; empty lines and what stands there twice are left out."""

    def to_python(self, value: Any) -> list[str]:
        """The lines in order."""
        words = super().to_python(value)
        found = [" ".join(each.split()) for each in words.split("\n") if each.strip()]
        if len(found) > MOST_LINES:
            raise ValidationError(f"Give at most {MOST_LINES} lines. This has {len(found)}.", code="lines")
        return list(dict.fromkeys(found))


class Names(Lines):
    """Other names and web addresses."""

    def to_python(self, value: Any) -> list[str]:
        """The names in order, an address without what stands before its server."""
        found = [_bare(each) for each in super().to_python(value)]
        for each in found:
            refuse_length(each, LONGEST_NAME)
        return found


class Routes(Lines):
    """Where a report begins: words, and after a bar an address, one a line."""

    def to_python(self, value: Any) -> list[dict[str, str]]:
        """The ways in order, each with `words` and `address`."""
        return [_route(each) for each in super().to_python(value)]

    def prepare_value(self, value: Any) -> Any:
        """The ways as somebody types them."""
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(filter(None, (each["words"], each["address"]))) for each in value)


class HostForm(forms.Form):
    """An entry of the reference. `seen` is the latest row of its history, so that two operators overrun nobody."""

    name = Line(label="Name of the site or app", max_length=80)
    aliases = Names(
        label="Other names and web addresses",
        required=False,
        help_text="One a line, such as a former name, or example.com. A post is recognised by them.",
    )
    routes = Routes(
        label="Where a report begins",
        rows=5,
        help_text="One a line: what to press or open, then a bar and its web address, if it has one. For example: "
        "False accounts | https://help.example.com/false-accounts",
    )
    needs = Words(label="What they ask for", required=False, max_length=2000)
    who = Line(label="Who can report", required=False)
    standing = one_of(Host.Standing.choices, label="How well is it known where a report begins?")
    minimum_age = forms.IntegerField(
        label="Minimum age",
        required=False,
        min_value=YOUNGEST,
        max_value=OLDEST,
        error_messages=AGE,
        help_text="In years, for an account. Leave it empty where it is not known.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
    )
    age_note = Line(label="About the age", required=False)
    age_standing = one_of(Host.Standing.choices, label="How well is the age known?")
    school_owned = forms.BooleanField(label="A school runs it itself, and can remove or block there", required=False)
    source = Line(label="Where you saw it", required=False, max_length=300, help_text="The address of the page.")
    checked = forms.BooleanField(label="I checked this today", required=False)
    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        min_value=0,
        max_value=2_000_000_000,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OLD_PAGE),
    )

    def __init__(self, data: Any = None, *, host: Host | None = None, seen: int | None = None) -> None:
        self.host = host
        self.facts: HostFacts | None = None
        nothing = dict.fromkeys(("standing", "age_standing"), Host.Standing.NOT_CHECKED.value)
        kept = {name: getattr(host, name) for name in HostFacts.__dataclass_fields__} if host else nothing
        if host:
            kept["aliases"] = "\n".join(host.aliases)
        super().__init__(data, initial={**kept, "seen": seen})

    def clean(self) -> dict[str, Any]:
        """What is said to be known says where it was seen, and when."""
        given = self.cleaned_data
        if self.errors:
            return given
        self.facts = HostFacts(**{name: given[name] for name in HostFacts.__dataclass_fields__})
        if self.facts.checked and not self.facts.source:
            self.add_error("source", NO_SOURCE)
        if self.facts.checked and not given["checked"] and not (self.host and self.host.checked_on):
            self.add_error("checked", TICK)
        return given

    def carry(self, seen: int) -> None:
        """Carry what is there now: who has read what changed can press again, knowingly."""
        data = self.data.copy()
        data["seen"] = str(seen)
        self.data = data


def _bare(alias: str) -> str:
    """`https://www.example.com/` is kept as example.com; a name as it is."""
    scheme, slashes, rest = alias.partition("://")
    return rest.removeprefix("www.").rstrip("/") if slashes and scheme.lower() in ("http", "https") else alias


def _route(line: str) -> dict[str, str]:
    words, _, typed = (each.strip() for each in line.partition("|"))
    if not words:
        raise ValidationError("Write what to press or open before the bar.", code="words")
    refuse_length(words, LONGEST_ROUTE)
    try:
        return {"words": words, "address": address_of(typed) if typed else ""}
    except NotAnAddress as error:
        raise ValidationError(f"“{typed[:80]}”: {error}", code="address") from error
