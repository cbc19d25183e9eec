"""Anchors: signed statements of where every school's record stood, kept where whoever owns the database cannot write.

A chain of hashes shows any change that leaves a trace in it. It does not show a record that was cut short, or rewritten
and sealed again to its end: for that, somebody else must have kept where it stood (S16.20). `statements` is what is
signed, `keys` with what, `merkle` the tree that lets one event be shown without any other, `looks` the sealing of who
looked, `files` where statements are kept, and `checking` what they find. Writing is for the operations.
"""
