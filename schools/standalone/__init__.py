"""What goes out of the house with an incident: a program in one file, for somebody who has nothing of ours.

It shares no code with the rest on purpose: it was written from what is promised, and a test holds the two together.
"""
