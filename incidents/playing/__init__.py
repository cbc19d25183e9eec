"""Playing scenario files: whole incidents as data, taken through the same operations that the pages call.

`format.py` reads a file and refuses what it does not know; `moments.py` works out when each line happens;
`cast.py` makes the fixture schools and people; `acts.py` and `questions.py` hold one function a kind of line;
`player.py` plays. The data lies in `incidents/scenarios/`.
"""
