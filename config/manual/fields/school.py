"""The school and its people, what is kept, and being let in. Lines of the table only."""

TABLE = """
invite
    name: Their name
    email: Their e-mail address
    role: Which office?
    starts_#: From which day?
    ends_#: Until which day?
invitation
    do: Send it again / Withdraw it
invitation_confirm
    do: Confirm it / Do not give this office
person_appoint
    role: Which office?
    starts_#: From which day?
    ends_#: Until which day?
person_end
    which: Which office?
    when: When does it end?
    day_#: The last day
person_account
    do: Send the link
second_factor
    reason: What happened?
    identity: How did you make sure that it is them?
    do: Reset their second step
school_colour
    colour: Which colour?
proof
    address: To which mailbox?
legal_hold
    reason: Why?
    version: (which state of it was seen)
disposal : slt dsl head
    do: What do you decide?
    reason: If it is kept: why
leaving
    do: What do you decide?
schedule_change
    years: For how many years?
    reason: Why?
subject_access_new
    name: Who asks?
    received_on_#: On which day did it come?
    came: How did it come, and what do they ask for?
    requester: Can they sign in here?
subject_access_change
    why: What do you wait for?
    since_#: On which day did you ask them?
subject_access_change @ identity
    how: How did you make sure?
subject_access_change @ go-on
    until_#: On which day did they answer?
subject_access_change @ extend, withdraw
    reason: How did they take it back? / Why?
subject_access_change @ nothing-held, erase
subject_access_people : chair trust_lead handed
    q: Look for a name
subject_access_people : head
    q: Look for a name
    people: Who of them is the person who asks?
subject_access_review
    digest: (which state of the incident was looked over)
    ITEM-do: Does it go out?
    ITEM-words: If it goes out: say that nobody else is in it / Why, in your own words
    ITEM-further: Take out as well
    looked: I have looked at every item above
    do: Show how it would leave
subject_access_release
    sure: I have read what goes out, and it is for this person alone
export_incident
    purpose: Who is it for?
    evidence: Which evidence goes with it?
    without_sources: Leave out who told the school
    without_legal: Leave out legal advice
break_glass : elsewhere admin trust_lead
    reference: Reference of the incident
    reason: Why do you need to read it?
access : head
    hours: For how long?
    do: Do not let them in / Let them in
access @ running
    do: End it now
"""
