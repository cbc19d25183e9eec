"""Backup and restore: the database, the files and where every record stood, in one encrypted file (R.20 to R.25).

A backup is an `age` file with a tar archive in it, so that it can be opened without Fairpost: `age`, `tar`, `sha256sum`
and the database's own tools are enough. `keys` says who can open it, `snapshot` reads one moment of the database,
`archive` packs and unpacks, `making` and `restoring` are the two commands, `finishing` what is done to a restored
place, and `erasures` keeps erased what was erased since.
"""
