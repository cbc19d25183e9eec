"""The tables of words for the procedure: what each step sounds like, what it waits for, who decides, and how soon."""

import re
from dataclasses import dataclass

from policies.vocabulary import Condition, StepName
from schools.vocabulary import Role

_S, _C = StepName, Condition
THEM = (
    r"(?:parents?(?:/carers?)?|carers?|person|people|individuals?|those (?:responsible|involved|concerned)|author"
    r"|famil\w+|them)"
)
HOST = (
    r"(?:hosts?\b|providers?\b|platforms?\b|(?:social (?:media|network\w*) )?(?:sites?|compan\w+|networks?)\b|facebook"
    r"|whatsapp|instagram|twitter|whoever runs|administrators?\b|moderators?\b)"
)
POST = r"[^.;]{0,120}?"


@dataclass(frozen=True)
class Sound:
    """What a step sounds like, and what rules it out."""

    step: StepName
    any_of: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _row(step: StepName, *patterns: str, unless: str = "") -> Sound:
    return Sound(step, re.compile("|".join(patterns), re.I), re.compile(unless, re.I) if unless else None)


STEPS: tuple[Sound, ...] = (
    _row(
        _S.DISCUSS,
        rf"\b(?:discuss|talk|speak|convers|word)\w*\b[^.;]{{0,60}}?\b(?:with|to) (?:\w+ ){{0,3}}?{THEM}",
        rf"\bcontact(?:s|ed|ing)?\b[^.;]{{0,20}}?\b{THEM}",
        r"\bgets? in touch\b",
        rf"\b{THEM} will be (?:contacted|spoken to)",
    ),
    _row(
        _S.MEETING,
        rf"\bmeet(?:s|ing)?\b[^.;]{{0,30}}?\b(?:with (?:\w+ ){{0,3}}?)?{THEM}",
        r"\b(?:invit|call|ask|requir)\w*\b[^.;]{0,60}?\b(?:to|for) (?:\w+ ){0,2}meet(?:ing)?\b",
        r"\b(?:arrange|hold|request|convene)\w* (?:a|an|\w+) meeting\b",
        r"\battend a meeting\b|\bmeeting\b[^.;]{0,60}?\b(?:may|will|can) be (?:arranged|held|offered|called)\b",
    ),
    _row(
        _S.ASK_FOR_REMOVAL,
        rf"\b(?:ask|request|requir|instruct|invit)\w*\b{POST}\b(?:remov|delet)\w*",
        rf"\b(?:ask|request|requir|instruct)\w*\b{POST}\b(?:taken? (?:\w+ ){{0,4}}?down|come down)\b",
        unless=rf"\b(?:complain|report|contact)\w*\b[^.;]{{0,40}}?\b{HOST}",
    ),
    _row(
        _S.WRITTEN_WARNING,
        r"\bwritten warnings?\b",
        r"\bwarning letters?\b|\bletters? of warning\b",
        r"\bformal (?:letters?|warnings?)\b",
        rf"\bwrite to (?:\w+ ){{0,3}}?{THEM}[^.;]{{0,60}}?\bwarn",
    ),
    _row(
        _S.LEGAL_ADVICE,
        r"\blegal (?:advice|services?|department|team|guidance|action|proceedings|support)\b(?: department)?",
        r"\bsolicitors?\b|\blawyers?\b",
        unless=r"\blegal framework\b",
    ),
    _row(_S.POLICE, r"\bpolice\b(?: involvement)?", unless=r"\bpolice (?:check|clearance)"),
    _row(
        _S.RESTRICT,
        r"\b(?:block|restrict|limit|ban|suspend|mute)\w*\b[^.;]{0,60}?"
        r"\b(?:access|website|forum|page|group|channels?|accounts?|app|there|what they can do)\b",
        r"\bremov\w*\b[^.;]{0,30}?\b(?:member|user|access)\b",
        r"\b(?:channel|page|website|forum|group)\b[^.;]{0,60}?\b(?:block|ban)\w*\b",
        unless=r"\b(?:premises|school site|grounds)\b",
    ),
    _row(
        _S.REPORT_TO_HOST,
        rf"\b(?:report|complain|escalat|refer)\w*\b[^.;]{{0,60}}?\bto (?:\w+ ){{0,3}}?{HOST}",
        rf"\b(?:contact|notify|notif\w+|inform|alert)\b (?:\w+ ){{0,3}}?{HOST}",
        r"\breport abuse\b",
    ),
)

CONDITIONS: dict[Condition, re.Pattern[str]] = {
    _C.REFUSED: re.compile(
        r"\brefus\w+|\bsays no\b|\bdeclin\w+|\b(?:will|does|do) not (?:agree|comply|remove|co-?operate)"
        r"|\bfail\w* to (?:comply|remove|co-?operate|agree)",
        re.I,
    ),
    _C.CONTINUED: re.compile(
        r"\bcontinu\w+|\bgoes on (?:posting|to)|\bpersist\w*|\bposts? again|\bfurther (?:posts?|incidents?|breach\w*)"
        r"|\brepeat\w*",
        re.I,
    ),
    _C.NO_RESPONSE: re.compile(
        r"\bdoes not (?:answer|reply|respond)|\bno (?:answer|reply|response)"
        r"|\bfail\w* to (?:answer|reply|respond|attend)",
        re.I,
    ),
    _C.HATE: re.compile(r"\bracis\w+|\bhate\b|\bhomophob\w+|\bdiscriminat\w+|\bprotected characteristic", re.I),
    _C.VIOLENCE: re.compile(r"\bviolen\w+|\bthreat\w+", re.I),
    _C.OTHER_OFFENCE: re.compile(
        r"\boffences?\b|\bcriminal\b|\billegal\b|\bunlawful\b|\bbreak\w* the law|(?<!hate )\bcrimes?\b|\bharass\w+"
        r"|\binclude\b|\bfor (?:instance|example)\b|\bsuch as\b|\bnot the only\b",
        re.I,
    ),
    _C.CRITICISM: re.compile(
        r"\bcritic\w+[^.;]{0,50}?\b(?:lead\w*|manage\w*|led|run)\b|\bfinds? fault with how\b", re.I
    ),
}
OF_THE_PARENT = (_C.REFUSED, _C.CONTINUED, _C.NO_RESPONSE)
ASKED_OF: dict[StepName, tuple[Condition, ...]] = {
    _S.DISCUSS: (),
    _S.ASK_FOR_REMOVAL: (),
    _S.MEETING: (*OF_THE_PARENT, _C.CRITICISM),
    _S.WRITTEN_WARNING: OF_THE_PARENT,
    _S.LEGAL_ADVICE: OF_THE_PARENT,
    _S.POLICE: (_C.HATE, _C.VIOLENCE, _C.OTHER_OFFENCE),
    _S.RESTRICT: OF_THE_PARENT,
    _S.REPORT_TO_HOST: OF_THE_PARENT,
}
"""The conditions that make sense of a step. Others in its sentence belong to another step."""

CHAIR = re.compile(r"\bchair\b", re.I)
DECIDERS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.HEAD, re.compile(r"\bhead ?teachers?\b|\bheads?\b(?! lice)|\bprincipal\b|\bexecutive head", re.I)),
    (Role.SLT, re.compile(r"\bsenior (?:lead\w*|staff|manag\w+)|\bslt\b|\bdeput\w+|\bleadership team\b", re.I)),
    (Role.DSL, re.compile(r"\bsafeguarding lead\b|\bdsl\b", re.I)),
    (Role.CHAIR, re.compile(r"\bchair\b|\bgovernors?\b|\bgoverning (?:body|board)\b|\btrustees\b", re.I)),
)

FIRST = re.compile(
    r"\b(?:first|firstly|initial\w*|in the first instance|begin\w*|normally start\w*|same talk|that talk)\b", re.I
)
NEXT = re.compile(r"^then\b|\b(?:next|second(?:ly)?|further action|following this|escalat\w*)\b", re.I)
ANY_TIME = re.compile(r"\bat any (?:time|stage|point)\b|\bimmediate\w*\b", re.I)
PLACE = re.compile(r"^\W*(?:stage|step)?\s*\(?(\d)[.):\s]", re.I)
STAGE = re.compile(r"^\W*(?:stage|step)\s*\(?(\d)\b", re.I)

NUMBERS = {
    word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
} | {"fourteen": 14, "fifteen": 15, "twenty": 20}
DAYS = re.compile(rf"\b(\d{{1,3}}|{'|'.join(NUMBERS)}) (?:school|working) days?\b", re.I)
