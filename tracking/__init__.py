"""Union Target Tracker: reading → store → progress → charts, report → pages."""
