"""Who and what a sentence speaks of, asked before any rule: parents' conduct, or what the school does about it."""

import re

from policies.recognising.sentences import Sentence

POSTING = r"(?:post\w*|comment\w*|content|remarks?|messages?|material|statements?|uploads?|shar(?:e|es|ing)|online)"
INAPPROPRIATE = re.compile(
    r"\b(?:in|un)(?:appropriate|acceptable)\w*|\bmisuse\b|\bprohibited\b|\bwill not tolerate|\bzero tolerance"
    r"|\b(?:not|never)(?: be)? (?:acceptable|appropriate|tolerated?|permit\w*|allowed?|used? (?:to|as|for))"
    r"|\b(?:must|should|may|do|will|shall)(?: not| never)\b|\brefrain\b|\bavoid\b|\bbreach(?:es)?\b|\bviolat\w+",
    re.I,
)
UNPLEASANT = re.compile(r"\b(?:unpleasant|abusive|offensive|defamatory|malicious|negative)\b", re.I)
CASE = re.compile(
    rf"\b(?:where|when|if|any|may count|could be)\b.*\b{POSTING}"
    rf"|\b{POSTING}\b.*\b(?:where|when|if|may count|could be)\b",
    re.I | re.S,
)
ABOUT_OTHERS = re.compile(
    r"\b(?:staff|employees?|pupils?|students?|governors?|children)(?:['’]s?)?(?: and \w+)? "
    r"(?:use|usage|guidance|conduct|responsibilit\w+|accounts?|must|should)\b"
    r"|\b(?:guidance|advice|rules|expectations|procedures) (?:for|of) (?:all )?(?:staff|employees|pupils|students)\b"
    r"|\buse of social (?:media|network\w*)(?: sites?)? by (?:staff|employees|pupils|students)\b",
    re.I,
)
PARENTS_ARE_TOLD = re.compile(
    r"^\W*(?:(?:we|the school)(?: would)? (?:ask|expect|encourage|urge)s? (?:that )?)?(?:all |any |our )?"
    r"(?:parents?|carers?|families|you|adults|members of)\b[^,.;]{0,60}?"
    r"\b(?:should|must|can|need|have|are (?:expected|asked|encouraged|advised|reminded|welcome))\b"
    r"(?! be (?:asked|invited))",
    re.I,
)


def of_conduct(sentence: Sentence) -> bool:
    """Whether it may say what parents ought not to do: by its heading, its list's lead, or its own words."""
    if ABOUT_OTHERS.search(sentence.heading):
        return False
    if of_conduct_by_heading(sentence) or UNPLEASANT.search(sentence.heading):
        return True
    return not (sentence.listed and sentence.lead) and bool(
        INAPPROPRIATE.search(sentence.text) or CASE.search(sentence.text)
    )


def of_conduct_by_heading(sentence: Sentence) -> bool:
    """Whether the heading or the list says that what follows are examples: each item then is one of them."""
    leads = f"{sentence.heading} {sentence.lead}"
    return bool(INAPPROPRIATE.search(leads)) and not ABOUT_OTHERS.search(sentence.heading)


def of_what_school_does(sentence: Sentence) -> bool:
    """Whether it may say what the school does: not what parents are told to do, and not what staff do."""
    told = PARENTS_ARE_TOLD.search(sentence.text) or PARENTS_ARE_TOLD.search(sentence.lead)
    return not told and not ABOUT_OTHERS.search(sentence.heading)
