"""How a form is set: label, hint, error, input; every hint tied to what it explains, every error to its field."""

import re

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.template.loader import render_to_string


class Hinted(str):
    """An option's label with a hint of its own."""

    hint = "Only its members see it"


class Example(forms.Form):
    """One field of each kind that the field template tells apart."""

    words = forms.CharField(label="What was said?", help_text="In its own words")
    link = forms.URLField(label="The link", required=False, assume_scheme="https")
    channel = forms.ChoiceField(
        label="Where?",
        help_text="Choose one",
        widget=forms.RadioSelect,
        choices=[("a", "A forum"), ("b", Hinted("A closed chat"))],
    )


def positions(page: str, *parts: str) -> list[int]:
    """Where each part stands, all of them being there."""
    assert all(part in page for part in parts), [part for part in parts if part not in page]
    return [page.index(part) for part in parts]


def test_a_field_reads_label_hint_error_input() -> None:
    page = as_crispy_form(Example({}))
    order = positions(page, ">What was said?", 'id="id_words_helptext"', 'id="id_words_error"', 'name="words"')
    assert order == sorted(order)
    assert 'aria-describedby="id_words_helptext id_words_error"' in page
    assert page.count("(optional)") == 1
    assert "asterisk" not in page


def test_a_group_is_a_fieldset_and_each_option_has_its_own_hint() -> None:
    page = as_crispy_form(Example({}))
    order = positions(
        page, "<fieldset", "<legend>Where?", 'id="id_channel_helptext"', 'id="id_channel_error"', 'value="a"'
    )
    assert order == sorted(order)
    assert '<fieldset aria-describedby="id_channel_helptext id_channel_error">' in page
    assert 'aria-describedby="id_channel_1_hint"' in page
    assert 'id="id_channel_1_hint" class="form-text">Only its members see it' in page
    assert "id_channel_0_hint" not in page


def test_the_summary_of_errors_links_each_sentence_to_its_field() -> None:
    form = Example({"link": "nonsense"})
    page = render_to_string("components/error_summary.html", {"form": form})
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["id_words", "id_link", "id_channel_0"]
    rendered = as_crispy_form(form)
    assert all(f'id="{target}"' in rendered for target in targets)
