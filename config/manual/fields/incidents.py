"""Reporting a post, and working on an incident. Lines of the table only."""

TABLE = """
report_image
    shows: Does what you hold show a child naked or in a sexual way, or could it?
report_form
    emergency: 999 or 101 has been called about this
    summary: In one line, what is it about?
    words: What does it say?
    posted_on_#: Which day was it posted?
    posted_time: At what time?
    file: Screenshots and files
    remove: Remove
    add_files: Add these files
    source: Where did the files come from?
    statement: Their own words
    witness: Who said so, and when?
    channel: What kind of place is it?
    host: Which site, app or group?
    url: The link to it
    audience: Who could see it?
    group_size: About how many people is that?
    insider: Is it by or about somebody who can sign in here?
    person-#-name: Name
    person-#-part: What is their part in it?
    person-#-identity: How sure is it that this is the person?
    person-#-relation: Their relation to the school
    person-#-child: This is a child
    person-#-sign_in: Can they sign in here?
    add_person: Add another person
    unnamed: Do not tell my name
    sources_unnamed: Do not tell where the evidence came from
    unnamed_why: Why must the name not be told?
    categories: What kind of post is it?
    other: If it is something else: what is it?
    concern: What may be worrying them?
    report: Report this post
    save: Save and finish later
    throw_away: Throw away
report_form + another-person
    drop_person: Take this person out
incident_list
    words: Words
    state: Show
    sort: Order
    where: Where it stands
    category: Category
    channel: Where it was posted
    term: Term
    person: Person involved
incident : slt dsl head handed
    version: (which state of it was seen)
take_step
    to: With whom?
    due_#: By which day do you expect an answer?
    note: Note
    version: (which state of it was seen)
take_step @ ask-for-removal
    to: Whom did you ask?
    due_#: By which day should it be down?
    note: Note
    version: (which state of it was seen)
take_step @ meeting
    to: With whom?
    despite: Why do you go beyond the policy here?
    due_#: By which day do you expect an answer?
    note: Note
    version: (which state of it was seen)
take_step @ written-warning
    to: To whom?
    necessity: Why is it necessary and proportionate?
    despite: Why do you go beyond the policy here?
    note: Note
    version: (which state of it was seen)
take_step @ legal-advice
    necessity: Why is it necessary and proportionate?
    despite: Why do you go beyond the policy here?
    note: Note
    version: (which state of it was seen)
take_step @ police
    emergency: This is an emergency: 999 or 101 was called
    necessity: Why is it necessary and proportionate?
    despite: Why do you go beyond the policy here?
    note: Note
    version: (which state of it was seen)
take_step @ restrict
    to: For whom?
    necessity: Why is it necessary and proportionate?
    note: Note
    version: (which state of it was seen)
take_step @ report-to-host, hold, lift-hold
    note: Note
    version: (which state of it was seen)
take_step @ safeguard
    note: Note
take_step @ complaints
    to: Whom did you point to it?
    note: Note
    version: (which state of it was seen)
take_step @ support
    due_#: By which day do you ask them again?
    note: Note
    version: (which state of it was seen)
take_step @ emergency
    emergency: (that it is an emergency)
    note: Note
close
    outcome: How did it end?
    reasons: Your reasons
    version: (which state of it was seen)
reopen
    reason: Why is it opened again?
    version: (which state of it was seen)
record_answer
    of: Whose answer is it?
    answer: What was the answer?
    words: What they said
    version: (which state of it was seen)
record_check
    state: What did you find?
    words: Note
    version: (which state of it was seen)
record_safeguarding
    answer: What is the answer?
    words: Note
    version: (which state of it was seen)
record_host
    answer: What did the host answer?
    words: Note
    version: (which state of it was seen)
suspect_offence
    which: Which offence do you suspect?
    why: Why do you suspect it?
    version: (which state of it was seen)
consider
    answer: Was the parent's own concern answered?
    words: Say why
    version: (which state of it was seen)
consider @ face-to-face
    answer: Is it treated as if it had been said face to face?
    words: Say why
    version: (which state of it was seen)
consider @ permission
    answer: Was there permission for the picture?
    words: Say why
    version: (which state of it was seen)
consider @ racist-log
    answer: Is it in the school's log of racist incidents?
    words: Say why
    version: (which state of it was seen)
consider @ not-advised
    answer: Was legal advice considered, and not taken?
    words: Say why
    version: (which state of it was seen)
further_post
    words: What does it say?
    url: Address of the post
    day_#: The day it was posted
    clock: The time it was posted
    of: Who seems to have posted it?
    version: (which state of it was seen)
categorise
    categories: Which of these does the post seem to be?
    reason: Why do the categories change?
    version: (which state of it was seen)
note
    words: Your note
    legal: This is legal advice, or was written to get it
link_incidents
    reference: Reference of the other incident
    reason: Why do they belong together?
    version: (which state of it was seen)
enrich
    summary: Summary
    concern: The worry behind it
    host: Name of the site, app or group
    audience: Who could see it?
    group_size: About how many people are in the group?
    version: (which state of it was seen)
keep_evidence
    shows: Does what you hold show a child naked or in a sexual way, or could it?
    words: What did they see?
    source: Whose words are they?
    legal: This is legal advice, or was written to get it
keep_evidence @ not-such-an-image
    shows: (the first answer)
    file: Screenshots and files
    source: Where does it come from?
    legal: This is legal advice, or was written to get it
draft_letter
    kind: Which letter?
    to: To whom?
    version: (which state of it was seen)
letter : slt dsl head handed
    body: The letter
    version: (which state of it was seen)
    do: Approve this letter / Save the text
letter @ approved
    to: Who does it go to?
    how: How did it go out?
    version: (which state of it was seen)
    do: Record that it went out
add_person
    name: Name
    part: What is their part in it?
    identity: How sure is it that this is the person?
    relation: Their relation to the school
    child: This is a child
    user: Can they sign in here?
    version: (which state of it was seen)
change_person
    part: What is their part in it?
    identity: How sure is it that this is the person?
    relation: Their relation to the school
    child: This is a child
    user: Can they sign in here?
    version: (which state of it was seen)
unlink_person
    reason: Why is this the wrong person?
    version: (which state of it was seen)
separate_person
    version: (which state of it was seen)
erase_person
    reason: Why were they linked wrongly?
    version: (which state of it was seen)
hand_over
    to: To whom?
    note: Note
    version: (which state of it was seen)
exclude
    who: Who?
    reason: Why?
    version: (which state of it was seen)
readmit
    who: Who?
    reason: Why?
    version: (which state of it was seen)
recuse
    reason: Why should you not deal with this?
    version: (which state of it was seen)
keep_name
    whose: What must not be told?
    reason: Why?
    version: (which state of it was seen)
tell_name
    kept: What may be told again?
    reason: Why?
    version: (which state of it was seen)
documents
    what: Which document?
    version: (which state of it was seen)
document
    do: (which of the forms was sent)
    who: Who else may read it?
    version: (which state of it was seen)
appoint_owner
    who: Which governor?
"""
