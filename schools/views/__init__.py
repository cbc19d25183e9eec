"""Pages of a school's people: who holds which office, inviting, one person, and how they sign in."""
