"""What pages show of the reference of hosts: each entry with how well it is known and since when. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.hosts import REPORT_HARMFUL_CONTENT, key_of, keys_beyond
from policies.hosts.matching import addresses_of, host_for, names_of
from policies.models import Host


@dataclass(frozen=True)
class Shown:
    """An entry as a page shows it."""

    host: Host

    @property
    def names(self) -> list[str]:
        """Its other names."""
        return list(names_of(self.host))[1:]

    @property
    def addresses(self) -> list[str]:
        """Its own web addresses."""
        return addresses_of(self.host)

    @property
    def routes(self) -> list[tuple[str, str, str]]:
        """Where a report begins: the words, the address, and the address as one reads it."""
        return [(each["words"], each["address"], _readable(each["address"])) for each in self.host.routes]

    @property
    def unchecked(self) -> bool:
        """Whether nobody has looked up where a report begins."""
        return self.host.standing == Host.Standing.NOT_CHECKED

    @property
    def second_hand(self) -> bool:
        """Whether where a report begins was seen on somebody else's page."""
        return self.host.standing == Host.Standing.SECOND_HAND

    @property
    def age_unchecked(self) -> bool:
        """Whether nobody has looked up the age."""
        return self.host.age_standing == Host.Standing.NOT_CHECKED

    @property
    def age_second_hand(self) -> bool:
        """Whether the age was seen on somebody else's page."""
        return self.host.age_standing == Host.Standing.SECOND_HAND


@dataclass(frozen=True)
class Reference:
    """Every entry in order of its name."""

    hosts: Sequence[Host]

    @property
    def of_hosts(self) -> list[Shown]:
        """The sites and apps."""
        return [Shown(each) for each in self.hosts if each.key not in keys_beyond()]

    @property
    def is_alone(self) -> bool:
        """Whether there is one entry only, which a page then shows unfolded."""
        return len(self.hosts) == 1

    @property
    def beyond(self) -> list[Shown]:
        """Where else to turn, once a host has not helped."""
        return [Shown(each) for each in self.hosts if each.key in keys_beyond()]


def hosts_in_use() -> list[Host]:
    """Every entry that is not retired: one question."""
    return list(Host.objects.filter(retired=False))


def all_hosts() -> list[Host]:
    """Every entry, those that were retired as well."""
    return list(Host.objects.all())


def shown_for(name: str, address: str) -> Shown | None:
    """What is known of the host that a post is on, if anything: one question."""
    found = host_for(name, address, hosts_in_use())
    return Shown(found) if found else None


def report_harmful_content() -> Shown | None:
    """The entry on Report Harmful Content, unless it was retired: one question."""
    found = Host.objects.filter(key=key_of(REPORT_HARMFUL_CONTENT), retired=False).first()
    return Shown(found) if found else None


def seen_now(host: Host) -> int:
    """The latest row of its history: what somebody who opens it now has seen."""
    return int(host.history.order_by("-history_id").values_list("history_id", flat=True)[0])


def _readable(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/")
