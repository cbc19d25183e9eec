"""Which passwords are taken, and how they are kept (S6.03 to S6.05)."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from schools.models import User
from tests.builders import client_of, person
from tests.schools.signing import is_in, type_password, with_password

pytestmark = pytest.mark.django_db
SCHOOL = "larkspur-infant"
CHANGE = "/accounts/password/change/"


@pytest.fixture
def head() -> User:
    """Amara Okafor, head of Larkspur Infant School, of the Larkspur trust."""
    cache.clear()
    return with_password(person(SCHOOL, "head"))


@pytest.mark.parametrize(
    "password",
    [
        "purple lantern",
        "x7#kQ!m2$Zp9",
        "zażółć gęślą jaźń",
        "日本語のパスワードは長いです",
        "alllowercaseletterswithoutanything",
        "Larkspur purple lantern copper",
        "k#9!head$2&x@",
        "9 3 7 1 8 2 6 4 0 5 5 1 z q",
        "a sentence " * 12,
        "correct horse " * 40,
    ],
)
def test_any_long_password_is_taken_whatever_it_is_made_of_and_not_cut_short(head: User, password: str) -> None:
    """S6.03: from 12 characters, 128 and far more, no rules of composition, any letters."""
    client = client_of(head)
    typed = {"oldpassword": "lantern meadow copper", "password1": password, "password2": password}
    answer = client.post(CHANGE, typed)
    assert answer.status_code == 302, answer.content.decode()
    head.refresh_from_db()
    assert head.check_password(password)
    assert not head.check_password(password[:-1]) and not head.check_password(password + "x")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "qwerty123456",
        "aaaaaaaaaaaabb",
        "dragondragon",
        "Iloveyou!!!2026",
        "b4sk3tb4ll!!99",
        "qwertyuiopqwertyuiop",
        "123456789012345",
        "LarkspurInfant2026!",
        "larkspur-infant-school",
        "l4rk5pur!nf@nt99",
        "amaraokafor2026",
        "Okafor.Amara.1979",
        "headteacher12345",
        "Safeguarding-Lead-1",
        "FairpostFairpost1",
        "welcome password 1",
        "Governor2026Governor",
        "manchesterunited",
        "Liverpool2026!",
        "jennifer04051982",
        "sunshine1234!",
    ],
)
def test_short_and_common_passwords_and_words_of_ones_own_are_refused(head: User, password: str) -> None:
    """S6.04."""
    with pytest.raises(ValidationError):
        validate_password(password, head)
    answer = client_of(head).post(
        CHANGE, {"oldpassword": "lantern meadow copper", "password1": password, "password2": password}
    )
    assert answer.status_code == 200


def test_another_schools_words_are_no_words_of_ones_own(head: User) -> None:
    """So the rule looks at the person, and does not refuse everything."""
    validate_password("Willowbank 1984 zq", head)
    validate_password("Larkspur Infant zq pebble", head)


def test_an_older_hash_becomes_argon2id_at_the_next_sign_in(head: User) -> None:
    """S6.05."""
    head.password = make_password("lantern meadow copper", hasher="pbkdf2_sha256")
    head.save(update_fields=["password"])
    client = Client()
    type_password(client, head.email, "wrong wrong wrong")
    head.refresh_from_db()
    assert head.password.startswith("pbkdf2_sha256$")
    type_password(client, head.email)
    head.refresh_from_db()
    assert head.password.startswith("argon2$argon2id$") and is_in(client)
    assert head.check_password("lantern meadow copper")
