"""Made-up policies in styles that the starters do not have: a code of conduct with stages, a letter broken into short
lines, and a page copied from a website with its lists unmarked. No school has published any of them.
"""

from tests.prove._policy_texts import PolicyText, rows

CODE_OF_CONDUCT = """Online Conduct Code for Parents and Carers

Prepared By

Mr A Example

Authorised By

Local Governing Board

Version control

Version Number\tDate issued\tAuthor\tUpdate information
1.0\t25/01/2021\tAE\tFirst published
1.1\t16/05/23\tAE\tParents' chat groups added

Next review date: May 2025

1. Introduction

This code should be read alongside our Complaints Procedure, Child Protection Policy and Data Protection Policy.
Families and the academy work together, and most use of social media is friendly and helpful.

2. Online behaviour that we will not tolerate

1. Posting malicious or false comments about any member of the academy community.
2. Posting libellous or slanderous statements.
3. Using a class chat group to air grievances about the academy or its teachers.
4. Uploading videos or photographs of other people's children without consent.
5. Sending friend requests to teachers or support staff.
6. Sexist, homophobic or transphobic remarks.
7. Messages that intimidate or threaten anybody.
8. Setting up a fake account in the name of the academy or of anybody who works there.
9. Sharing confidential information about another family.
10. Messaging pupils, other than your own children, on any platform.

3. Staff use of social media

Staff must not post offensive comments and should not accept friend requests from parents.

4. What happens if this code is broken

Stage 1: The Principal or a member of the senior leadership team will speak to the parent and ask them to delete the \
post within five working days.
Stage 2: If the parent fails to comply or there are further incidents, the Principal will send a formal warning letter.
Stage 3: If it still continues, the academy will seek legal advice and may remove the parent's access to the class app.
The academy will report any threats of violence or hate crime to the police.
Harmful posts will be reported to the social media platform.
Parents have the right to appeal to the Chair of Governors within ten school days.
All incidents will be logged and records will be retained for three years.
"""

LETTER = """Dear parents and carers,

Use of social networking sites: our school's statement

We know that many of you use Facebook groups and WhatsApp to keep in
touch with one another, and that is a good thing. From time to time,
though, remarks are posted that upset people. Parents must not use
these sites to make accusations against members of staff, to name
individual pupils, or to bully other parents. Please do not post anything
that could damage the reputation of the school.

If you are unhappy with something at school, please speak to the class
teacher first, or make an appointment with the headteacher.

Where we are made aware of offensive or defamatory comments, the
headteacher will invite the parent to a meeting to talk about what
has happened. The parent will be asked to take the comments down. If
they decline, or continue to post in this way, the chair of governors
will write to the parent with a written warning. In serious cases, for
example where a post is racist or threatens violence, the school will
inform the police. We may also notify Facebook or whoever hosts the
page.

This statement was approved by the governing body on 12 March 2024 and
will be reviewed in Spring 2026. It is published on the school website.
"""

WEB_PAGE = """Skip to content
Parents and Social Media Policy
Unacceptable use
The following are considered unacceptable:
Abusive or personal comments about staff, pupils or other parents
Bringing the school into disrepute
Comments that are racist or discriminatory
Cyberbullying of any kind
Challenging school policies online instead of talking to us
Naming children in posts, or identifying a pupil in any other way
Posts that put a child at risk of harm
Spreading rumours or inaccurate information
What we will do
In the first instance the Head of School will contact the parent concerned.
A meeting with the Head of School and a governor may be arranged.
The parent will be asked to remove the post.
Where the post is on the school's own Facebook page, we will delete it and may ban the person from the page.
The school may take legal action or involve the police if a crime may have been committed.
We keep a record of each incident.
Related policies
Behaviour Policy
Complaints Policy
Policy owner: Deputy Head    Approved by: Full Governing Body    Date approved: September 2023    Review date: Sept 2025
"""

MADE_UP = (
    PolicyText(
        "a code of conduct with stages",
        CODE_OF_CONDUCT,
        (
            *rows(
                "FIELD", "title, author_name, approving_body, review_due, past_version, linked, RIGHT_OF_REPLY, RECORD"
            ),
            *rows("FIELD", "RETENTION, WHO_DECIDES, REPEATED"),
            *rows("CATEGORY", "ABUSIVE, UNTRUE, DEFAMATORY, COMPLAINT, IMAGE_CHILD, STAFF_CONTACT, HATE_OTHER, THREAT"),
            *rows("CATEGORY", "IMPERSONATION, PRIVACY, CONTACT_CHILD"),
            *rows("STEP", "DISCUSS/1/HEAD+SLT//, ASK_FOR_REMOVAL/1/HEAD+SLT//"),
            *rows("STEP", "WRITTEN_WARNING/2/HEAD/REFUSED+CONTINUED/ANY, LEGAL_ADVICE/3/HEAD/CONTINUED/"),
            *rows("STEP", "RESTRICT/3/HEAD/CONTINUED/, POLICE//HEAD/HATE+VIOLENCE/ANY, REPORT_TO_HOST//HEAD//"),
        ),
    ),
    PolicyText(
        "a letter broken into short lines",
        LETTER,
        (
            *rows("FIELD", "title, approving_body, approved_on, review_due, TELLING_PARENTS, WHO_DECIDES"),
            *rows(
                "CATEGORY", "ALLEGATION, PUPIL_NAMED, CYBERBULLYING, DISREPUTE, OFFENSIVE, DEFAMATORY, RACIST, THREAT"
            ),
            *rows("STEP", "MEETING//HEAD//, ASK_FOR_REMOVAL/1/HEAD//"),
            *rows(
                "STEP", "WRITTEN_WARNING/2/CHAIR/REFUSED+CONTINUED/ANY, POLICE//HEAD/HATE+VIOLENCE+OTHER_OFFENCE/ANY"
            ),
            *rows("STEP", "REPORT_TO_HOST//HEAD//"),
        ),
    ),
    PolicyText(
        "a page copied from a website",
        WEB_PAGE,
        (
            *rows("FIELD", "title, author_name, approving_body, approved_on, review_due, linked, RECORD, WHO_DECIDES"),
            *rows("CATEGORY", "ABUSIVE, OFFENSIVE, DISREPUTE, RACIST, HATE_OTHER, CYBERBULLYING, LEADERSHIP_CRITICISM"),
            *rows("CATEGORY", "PUPIL_NAMED, RISK_OF_HARM, UNTRUE"),
            *rows("STEP", "DISCUSS/1/HEAD//, MEETING//HEAD+CHAIR//, ASK_FOR_REMOVAL/1/HEAD//, RESTRICT//HEAD//"),
            *rows("STEP", "LEGAL_ADVICE//HEAD//, POLICE//HEAD/OTHER_OFFENCE/"),
        ),
    ),
)
