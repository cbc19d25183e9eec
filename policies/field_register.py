"""The register of data for policies: what every field holds. Its words and rules are in `schools.field_register`."""

from schools.field_register import Data, Kept, Table

_NOBODY, _ACCOUNT = Data.NOBODY, Data.ACCOUNT

TABLES = {
    "policies.Policy": Table(
        "A policy document over its versions.",
        Kept.POLICY,
        {"slug": (_NOBODY, "A short name for it"), "title": (_NOBODY, "Its title")},
    ),
    "policies.PolicyVersion": Table(
        "One version of a policy, as published.",
        Kept.POLICY,
        {
            "policy": (_NOBODY, "The policy"),
            "number": (_NOBODY, "Its number"),
            "control": (_ACCOUNT, "The document control block as printed; it may name its author and reviewers"),
            "sections": (_NOBODY, "The text, section by section"),
            "silent": (_NOBODY, "What it does not say, and what happens by default"),
        },
    ),
    "policies.Category": Table(
        "Something that a version holds to be inappropriate.",
        Kept.POLICY,
        {
            "version": (_NOBODY, "The version"),
            "kind": (_NOBODY, "Which kind it behaves as, as a code"),
            "name": (_NOBODY, "What the school calls it"),
            "help": (_NOBODY, "When to choose it"),
            "examples": (_NOBODY, "Made-up examples"),
            "paragraph": (_NOBODY, "The paragraph it comes from"),
            "added": (_NOBODY, "Whether the school added it to what the document says"),
            "order": (_NOBODY, "Its place in the list"),
        },
    ),
    "policies.ProcedureStep": Table(
        "What a version says of one step.",
        Kept.POLICY,
        {
            "version": (_NOBODY, "The version"),
            "step": (_NOBODY, "The step, as a code"),
            "order": (_NOBODY, "Its place on the ladder"),
            "decided_by": (_NOBODY, "The offices that decide it"),
            "conditions": (_NOBODY, "What the policy asks for first"),
            "mode": (_NOBODY, "Whether all or any of that"),
            "days": (_NOBODY, "How many school days it allows"),
            "paragraph": (_NOBODY, "The paragraph it comes from"),
            "words": (_NOBODY, "What the paragraph says"),
        },
    ),
    "policies.Adoption": Table(
        "A school put a version in force.",
        Kept.POLICY,
        {
            "school": (_NOBODY, "The school"),
            "version": (_NOBODY, "The version"),
            "adopted_on": (_NOBODY, "From which day"),
            "review_due": (_NOBODY, "When it is due for review, as the school said it"),
        },
    ),
    "policies.Notice": Table(
        "Parents were told of the policy.",
        Kept.POLICY,
        {
            "school": (_NOBODY, "The school"),
            "told_on": (_NOBODY, "On which day"),
            "way": (_NOBODY, "In which way"),
            "details": (_NOBODY, "Where to find it, such as the page of a newsletter"),
            "withdrawn_on": (_NOBODY, "When it was withdrawn, if it was entered by mistake"),
        },
    ),
}
