"""The address of a post: what is kept of what is typed, and how it is shown (S3.10, S3.11)."""

import pytest

from schools.addresses import HIDDEN, LONGEST, NAMED, NOT_WEB, TOO_LONG, NotAnAddress, address_of, shown

KEPT = {
    "https://www.example.com/post/1": "https://www.example.com/post/1",
    "  http://example.com/a?b=c#d  ": "http://example.com/a?b=c#d",
    "example.com/post/1": "https://example.com/post/1",
    "example.com:8080/x": "https://example.com:8080/x",
    "HTTPS://Example.COM/Post": "HTTPS://Example.COM/Post",
    "https://bücher.example/ä": "https://bücher.example/ä",
}
REFUSED = {
    **dict.fromkeys(("javascript:alert(1)", "data:text/html,x", "ftp://example.com", "file:///etc/passwd"), NOT_WEB),
    **dict.fromkeys(("vbscript:x", "mailto:a@example.com", "https:/example.com", "https:example.com"), NOT_WEB),
    **dict.fromkeys(("https://", "https://localhost/", "https://a..b/", "http://[::1", "//"), NOT_WEB),
    **dict.fromkeys(("https://a.example/\r\nX: y", "https://a.example/\x00", "https://a.example/a b"), HIDDEN),
    **dict.fromkeys(("https://a.example/\u202egpj.exe", "https://a.example/\u200b", "https://a.example\\b"), HIDDEN),
    **dict.fromkeys(("https://user:word@a.example/", "https://a.example@b.example/"), NAMED),
    "https://a.example/" + "x" * LONGEST: TOO_LONG,
}


@pytest.mark.parametrize("typed", KEPT)
def test_a_web_address_is_kept_as_it_was_typed(typed: str) -> None:
    """S3.10."""
    assert address_of(typed) == KEPT[typed]


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_web_address_or_hides_something_is_refused_with_the_reason(typed: str) -> None:
    """S3.10."""
    with pytest.raises(NotAnAddress) as refused:
        address_of(typed)
    assert str(refused.value) == REFUSED[typed]


def test_the_longest_address_is_kept_and_a_letter_more_is_not() -> None:
    """S3.10."""
    longest = "https://a.example/".ljust(LONGEST, "x")
    assert len(address_of(longest)) == LONGEST
    with pytest.raises(NotAnAddress):
        address_of(longest + "x")


def test_its_host_is_set_apart_and_letters_that_only_look_like_ours_are_told() -> None:
    """S3.11: the second letter of the second host is Cyrillic."""
    plain, alike = shown("https://www.facebook.com/x?y"), shown("https://f\u0430cebook.com/x")
    assert (plain.before, plain.host, plain.after, plain.in_plain_letters) == (
        "https://",
        "www.facebook.com",
        "/x?y",
        "",
    )
    assert alike.in_plain_letters == "xn--fcebook-2fg.com"
    assert shown("https://" + "\u0430" * 70 + ".com/").in_plain_letters == "letters that no host can have"
    assert shown("not an address").in_plain_letters == ""
