"""Printing: what a page of ours says, as a PDF to keep or to hand out.

``blocks`` has the pieces a document is made of, ``pdf`` hands them to ``compiler``, the program that sets the type in a
process of its own (decision 0016). What is printed, and for whom, belongs to whoever prints it.
"""
