"""Why a backup or a restore did not happen, in a sentence for whoever runs the service."""


class NoBackup(Exception):
    """No backup was made; nothing half made is left."""


class NotRestored(Exception):
    """Nothing was restored; the place is as empty as it was."""
