"""The policy, version by version. Lines of the table only."""

TABLE = """
policy_begin
    start: What would you like to begin from?
    title: Title
policy_bring_in
    text: Paste the text of your policy
    file: Or choose the file
version_suggestions
    accept: Accept
    reject: Reject
    change: Accept, then change it
version_suggestions @ accepted
    undo: Take this back
version_send
    note: A note for the governors
version_send_back
    note: What is to be changed?
version_approve
    body: Who approved it?
    meeting: When did they meet?
    note: Note
    edition: (which state of the draft was seen)
version_withdraw
    note: Why is it given up?
version_revise
    comments: Why is there a new version?
version_adopt
    adopted_on_#: From which day does it govern?
    review_due: When is it to be reviewed?
review_due
    review_due: When is it to be reviewed?
notice_add
    way: How were parents told?
    told_on_#: On which day?
    address: Address of the page on the website
    seen_on_#: Last seen there on
    details: Where can it be found, and who was told?
    school_year: For which school year?
notice_change
    reason: Why was it a mistake?
    do: Withdraw it
hosts
    q: Site, app or word
operator_host_add
    name: Name of the site or app
    aliases: Other names and web addresses
    routes: Where a report begins
    needs: What they ask for
    who: Who can report
    standing: How well is it known where a report begins?
    minimum_age: Minimum age
    age_note: About the age
    age_standing: How well is the age known?
    school_owned: A school runs it itself, and can remove or block there
    source: Where you saw it
    checked: I checked this today
    seen: (which state of the entry was seen)
operator_host
    name: Name of the site or app
    aliases: Other names and web addresses
    routes: Where a report begins
    needs: What they ask for
    who: Who can report
    standing: How well is it known where a report begins?
    minimum_age: Minimum age
    age_note: About the age
    age_standing: How well is the age known?
    school_owned: A school runs it itself, and can remove or block there
    source: Where you saw it
    checked: I checked this today
    seen: (which state of the entry was seen)
    do: Retire it
operator_host + retired
    do: Bring it back
version_categories : admin chair head handed
    edition: (which state of the draft was seen)
    down: Move down
    up: Move up
category_add @ own
    name: Name
    help: When to choose it
    examples: Examples
    paragraph: Where does the policy say it?
    also: Does a second paragraph say it too?
    kind: What does it behave as?
    edition: (which state of the draft was seen)
category_change
    name: Name
    help: When to choose it
    examples: Examples
    paragraph: Where does the policy say it?
    also: Does a second paragraph say it too?
    kind: What does it behave as?
    edition: (which state of the draft was seen)
    change: Save the category
    reason: Why is it retired?
    retire: Retire the category
category_change @ retired
    edition: (which state of the draft was seen)
    bring_back: Bring it back
    name: Name
    help: When to choose it
    examples: Examples
    paragraph: Where does the policy say it?
    also: Does a second paragraph say it too?
    kind: What does it behave as?
    change: Save the category
version_gaps : admin chair head handed
    edition: (which state of the draft was seen)
    who_decides: Where does your policy speak of “…”?
    time_limits: Where does your policy speak of “…”?
    right_of_reply: Where does your policy speak of “…”?
    police: Where does your policy speak of “…”?
    removal: Where does your policy speak of “…”?
    host: Where does your policy speak of “…”?
    restrict: Where does your policy speak of “…”?
    legal_advice: Where does your policy speak of “…”?
    repeated: Where does your policy speak of “…”?
    record: Where does your policy speak of “…”?
    retention: Where does your policy speak of “…”?
    telling_parents: Where does your policy speak of “…”?
    review: Where does your policy speak of “…”?
version_control
    title: Title
    author: Author
    author_name: Author, by name
    reviewed_by: Reviewed by
    subject: Department or subject
    approving_body: Approving body
    published: Publication date
    review_due: Review date
    source: Source
    comments: What changes in this version
    edition: (which state of the draft was seen)
version_text
    edition: (which state of the draft was seen)
    heading-#: Heading of section #
    text-#: Text of section #
    source-#: Source of section #
    remove-#: Remove section #
    add: Add a section after section # / Add another section
version_linked
    title: Title
    address: Address on the web
    file: File
    keeper: Who looks after it
    steps: At which steps is it shown?
linked_change
    title: Title
    address: Address on the web
    file: Another file in its place
    drop_file: Take the file off
    keeper: Who looks after it
    steps: At which steps is it shown?
    edition: (which state of the draft was seen)
    do: Remove it from this version
version_past
    label: Version
    on: Date
    amended_by: Amended by
    comments: Comments
past_change
    label: Version
    on: Date
    amended_by: Amended by
    comments: Comments
    do: Remove this line
version_issue
    name: To whom?
    named_on: When it was issued
    do: Note the name
version_procedure
    edition: (which state of the draft was seen)
    STEP-here: … is in our policy
    STEP-order: Place of “…”
    STEP-days: School days for “…”
    STEP-decided_by: Who decides “…”
    STEP-conditions: Only when – “…”
    STEP-mode: Where several are ticked for “…”
    STEP-paragraphs: Paragraphs for “…”
    STEP-words: In the policy’s own words on “…”
public_switch
    shown: Stop showing it
public_switch @ not-shown
    shown: Show it to everybody
"""
