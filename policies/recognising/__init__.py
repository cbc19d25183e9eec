"""Reading an existing policy: what a text says of document control, categories and the procedure, as proposals.

Pure: text in, proposals out, by tables of word patterns that a person can read and argue with. Nothing is learned,
nothing is guessed without saying so, and each proposal carries the sentence it came from and the words that made it.
Nobody's policy is changed here: a person accepts or rejects each proposal (`policies.operations.bringing_in`).
"""
