"""What a database keeps of erased rows outside its tables, and how it is made to let go (S14.02).

SQLite overwrites freed pages (`secure_delete`), and yet the write-ahead log holds older copies of them until it is
folded into the file and cut off: that is done here. PostgreSQL keeps dead rows until a VACUUM and its log until it is
archived: only the owner of the tables sees to those, so receipts name the delay.
"""

from django.db import connection


def fold_away() -> bool:
    """Fold SQLite's write-ahead log into the database and cut it off. False while a reader holds it open.

    On PostgreSQL there is nothing that the application's role may do. Inside a transaction nothing is done.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return not busy
