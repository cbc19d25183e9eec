"""The table of words by which a category is known: a row a kind, each a list of patterns and what rules them out.

Read it as "a sentence about conduct that says one of these is an example of this kind". Patterns match words, never
meaning: a person decides whether the proposal is right.
"""

import re
from dataclasses import dataclass

from policies.vocabulary import CategoryKind

_K = CategoryKind
CHILD = r"(?:child(?:ren)?|pupils?|students?)"
NEAR = r"[^.;]{0,60}?"
OTHERS_CHILD = (
    rf"(?:{CHILD} (?:other than|who are not) (?:their|your) own|other (?:people|parents?|famil\w+)['’]?s?['’]? {CHILD}"
    rf"|(?:somebody|someone|another (?:person|family|parent))(?: else)?['’]s {CHILD})"
)


@dataclass(frozen=True)
class Words:
    """Any of the patterns makes it this kind, unless what rules it out stands there too."""

    kind: CategoryKind
    any_of: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _row(kind: CategoryKind, *patterns: str, unless: str = "") -> Words:
    return Words(kind, re.compile("|".join(patterns), re.I), re.compile(unless, re.I) if unless else None)


TABLE: tuple[Words, ...] = (
    _row(
        _K.PUPIL_NAMED,
        rf"\bnam(?:e|es|ed|ing)\b[^.;,]{{0,40}}?\b{CHILD}\b",
        rf"\bcomment(?:s|ing|ed)?\b[^.;,]{{0,20}}?\b(?:about|on|regarding)(?: \w+){{0,3}} {CHILD}\b",
        rf"\bidentif\w+(?: \w+){{0,4}} {CHILD}\b",
        r"\b(?:discuss\w*|issues? about|refer\w* to)(?: \w+){0,2} (?:individual|specific|named|particular|other) "
        rf"{CHILD}\b",
        unless=r"\bdiscussions? with\b|\bname[- ]calling\b|\bgood name\b",
    ),
    _row(
        _K.ALLEGATION,
        r"\ballegations?\b",
        r"\baccus(?:e|es|ing|ations?)\b",
        unless=r"allegations? (?:policy|procedure)",
    ),
    _row(
        _K.CYBERBULLYING,
        r"\bcyber[- ]?bull\w+",
        r"\b(?:online )?bull(?:y|ies|ied|ying)\b(?: online)?",
        r"\btrolling\b",
        r"\bharass\w*",
    ),
    _row(
        _K.COMPLAINT,
        r"\b(?:making |raising |air\w* )?complain(?:ts?|ing)?\b(?! (?:about|of) the content)",
        r"\bgrievances?\b",
        r"\bair(?:ing)? (?:views|concerns|frustrations)\b",
        unless=r"\bcomplaints? (?:procedure|policy|process|route|form)",
    ),
    _row(_K.DEFAMATORY, r"\bdefam\w+", r"\blibel\w*", r"\bslander\w*"),
    _row(
        _K.OFFENSIVE,
        r"\b(?:negative|offensive|derogatory|hurtful|unkind|inflammatory|disrespectful|rude|obscene|demeaning)\b",
        r"\binsult\w*",
        r"\bswear\w*",
        r"\bpersonal (?:comments|remarks|attacks?)\b",
        unless=r"\bnegative effects?\b",
    ),
    _row(_K.RACIST, r"\bracis\w+(?: element)?", r"\bracial\w*"),
    _row(
        _K.THREAT,
        r"\bthreat\w*(?: violence)?",
        r"\bviolen(?:ce|t)\b(?:(?: is)? (?:threatened|encouraged)(?: or encouraged)?)?",
        r"\bincit\w+",
        r"\bintimidat\w+",
        r"\baggressive\b",
    ),
    _row(
        _K.CONTACT_CHILD,
        rf"\b(?:contact|messag|communicat|discussion|writ|talk|befriend|in touch|join)\w*{NEAR}\b{OTHERS_CHILD}",
        rf"\b(?:contact|messag|communicat|befriend)\w* (?:with |to )?(?:any |our )?(?:other )?{CHILD}\b",
        unless=r"\b(?:photo|image|picture|video)",
    ),
    _row(
        _K.IMAGE_CHILD,
        rf"\b(?:photo\w*|images?|pictures?|videos?|films?|recordings?|footage)\b[^.;]{{0,90}}?\b{CHILD}\b",
    ),
    _row(
        _K.STAFF_CONTACT,
        r"\bfriend(?:ing| requests?|s)\b\W[^.;]{0,40}?\b(?:staff|teachers?)\b",
        r"\b(?:staff|teachers?)\b[^.;]{0,40}?\b(?:friends\b|(?:own|personal|private) (?:\w+ )?(?:accounts?|profiles?))",
    ),
    _row(
        _K.DISREPUTE,
        r"\bdisrepute\b",
        r"\b(?:damag|harm|undermin)\w*[^.;]{0,30}?\b(?:reputation|good name|standing|integrity)\b",
        r"\breputation\b[^.;]{0,30}?\b(?:damag|harm|undermin)\w*",
    ),
    _row(
        _K.RISK_OF_HARM,
        r"\b(?:at|in|the) (?:\w+ )?(?:risk|way) of (?:\w+ )?harm\b",
        r"\bendanger\w*",
        rf"\b(?:put|plac)\w* {NEAR}\b(?:at risk|in danger)\b",
        r"\bsafeguarding risk\b",
    ),
    _row(
        _K.UNTRUE,
        r"\b(?:untrue|inaccurate|false|misleading|unfounded|unsubstantiated|not accurate)\b",
        r"\bmisinformation\b",
        r"\brumou?rs?\b",
        r"\bfabricat\w+",
    ),
    _row(_K.ABUSIVE, r"(?<!not personally )(?<!not )\babus(?:e|ive)\b", r"\bmalicious\b", r"\bvicious\b"),
    _row(
        _K.LEADERSHIP_CRITICISM,
        r"\bcritic\w+ (?:of )?(?:how )?[^.;]{0,40}?\b(?:lead\w*|manage\w*|led|run|head\w*|decisions?)\b",
        r"\bfinds? fault with\b[^.;]{0,60}",
        r"\bchalleng\w+ (?:school )?(?:polic\w+|decisions?)",
    ),
    _row(
        _K.HATE_OTHER,
        r"\b(?:sexist|homophobic|transphobic|discriminatory|sexism|homophobia)\b",
        r"\bhate\b(?: of[^.;,]{0,40}| speech| crime)?",
        r"\bprotected (?:groups?|characteristics?)\b",
    ),
    _row(
        _K.IMPERSONATION,
        r"\bimpersonat\w+",
        r"\bpretend\w* to be\b",
        r"\bfake (?:account|profile|page)s?\b",
        r"\bin the school['’]s name\b|\bschool['’]?s? (?:logo|badge|crest)\b",
    ),
    _row(
        _K.PRIVACY,
        r"\b(?:private|confidential|personal)(?: (?:and|or) \w+)? "
        r"(?:information|data|details|messages?|matters?|documents?)\b",
        r"\bprivate or confidential\b",
        r"\bprivacy\b",
        r"\bconfidentiality\b",
    ),
    _row(
        _K.CHILD_MISUSE,
        r"\b(?:their|your) (?:own )?children are not using\b",
        r"\bchild(?:ren)?['’]s own misuse\b",
        r"\b(?:their|your) (?:own )?child(?:ren)? (?:do|does) not misuse\b",
        r"\ballow\w* (?:their|your) child(?:ren)? to\b",
    ),
)
