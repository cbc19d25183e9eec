"""What reads an untrusted file: the code that runs in the limited process and nowhere else (S5.10).

``findings`` has the words of the answer, ``confinement`` shuts the process in, ``sniffing`` says which reader a file
needs, and ``pictures``, ``documents`` and ``messages`` are the readers. Where only the words of a document are wanted,
``texts`` chooses, and ``words`` (Word) and ``pages`` (PDF) read. Not here: who may keep a file, where it is kept, and
what its name says (``schools.files.store``). The web process imports none of this, so that a flaw in a
reader is never a flaw in it, and so that its memory stays small.
"""
