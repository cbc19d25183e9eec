"""An incident that goes out of the house, so that a stranger can check it.

`contents` decides what goes with it and what is left out, `printed` makes the readable copy, and `archive` puts all of
it into one file.

Nothing here writes to the database, and nothing is kept: the archive is gone once it has been handed over.
"""
