"""Answering somebody who asks what the school keeps about them (S14.09). Nothing in here writes.

`who` says who answers for which incidents, `clock` by when; `gathering` finds what is kept of one person and `items`
puts it into pieces; `redacting` takes other people's names out; `reviewing` lays beside it what a person decided;
`pack` makes the one file that leaves. Information with its source, and never advice.
"""
