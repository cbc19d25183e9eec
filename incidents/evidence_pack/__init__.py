"""What shows an inspector how a school keeps its rules: gathered in one file by `manage.py evidence_pack` (S14.19).

It demonstrates and does not tell: of incidents, and of who looked, there are counts, and small ones are hidden as they
are from governors. `parts` is what a part is made of, `of_school` and `of_incidents` gather, `packing` makes the
file. It is for whoever runs the service, not for a page: whoever is kept from an incident could work it out (S8.13).
"""
