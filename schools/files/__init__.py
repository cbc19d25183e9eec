"""Files from outside: checked in a process of their own (``inspection``), kept as they came (``store``), handed out.

Whose a file is, and who may see it, is asked elsewhere, at the door of whatever refers to it.
"""
