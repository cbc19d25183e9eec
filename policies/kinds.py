"""What each kind of category does in this service, a sentence each, for whoever chooses one for the school's own words.

The behaviour itself is code of the incidents (procedure, sections 2 to 5) and the same for every school; a test holds
these sentences against it. Pure.
"""

from policies.vocabulary import CategoryKind, group_of

_K = CategoryKind

SAFEGUARDING_FIRST = "Nobody contacts the parent until the safeguarding lead has answered."
POLICE_AT_ONCE = "The police may be told without going beyond the policy."
NEVER_A_BREACH = (
    "Never counts as a breach. Where nothing else is chosen, every step heavier than a talk or a meeting asks whether "
    "it is in proportion."
)
OPENS_HATE = "A step that the policy keeps for hate opens."
OPENS_VIOLENCE = "A step that the policy keeps for violence opens."
OPENS_CRITICISM = "A step that the policy keeps for criticism, such as a meeting, opens."
NOTHING = "No step depends on it."

BEHAVES: dict[CategoryKind, str] = {
    _K.PUPIL_NAMED: f"For what lets a child be recognised. {NOTHING}",
    _K.ALLEGATION: f"For what says that somebody did wrong, true or not. {NOTHING}",
    _K.CYBERBULLYING: f"For what is repeated, or many against one. {NOTHING}",
    _K.COMPLAINT: NEVER_A_BREACH,
    _K.DEFAMATORY: f"For what is said to harm a good name. Whether it does is not for the school to decide. {NOTHING}",
    _K.OFFENSIVE: f"For what hurts a person and is short of abuse. {NOTHING}",
    _K.RACIST: f"{POLICE_AT_ONCE} {OPENS_HATE} Asks whether it is in the school's log of racist incidents.",
    _K.THREAT: f"{POLICE_AT_ONCE} {OPENS_VIOLENCE}",
    _K.CONTACT_CHILD: f"{SAFEGUARDING_FIRST} {POLICE_AT_ONCE}",
    _K.IMAGE_CHILD: f"Asks whether there was permission for the picture. {NOTHING}",
    _K.STAFF_CONTACT: f"For contact that staff did not look for; there may be no post at all. {NOTHING}",
    _K.DISREPUTE: f"For what harms the standing of the school itself. {NOTHING}",
    _K.RISK_OF_HARM: f"{SAFEGUARDING_FIRST} {POLICE_AT_ONCE}",
    _K.UNTRUE: f"For what can be shown not to be right. {NOTHING}",
    _K.ABUSIVE: f"For insults and degrading words aimed at a person. {NOTHING}",
    _K.LEADERSHIP_CRITICISM: f"{NEVER_A_BREACH} {OPENS_CRITICISM} Asks whether it is treated as if said face to face.",
    _K.HATE_OTHER: OPENS_HATE,
    _K.IMPERSONATION: f"For what pretends to be the school or a person. {NOTHING}",
    _K.PRIVACY: f"For what was private or confidential. {NOTHING}",
    _K.CHILD_MISUSE: f"For what a child did and a parent knew of. {NOTHING}",
    _K.OTHER: f"Whoever reports it says in a sentence what it is. {NOTHING}",
}
"""What choosing a category of each kind brings about. Unless it says otherwise, a kind can count as a breach."""


def explained(kind: str) -> str:
    """What a kind does, and where governors see it counted."""
    return f"{BEHAVES[CategoryKind(kind)]} Governors see it counted under “{group_of(kind)}”."
