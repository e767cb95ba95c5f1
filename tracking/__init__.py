"""Union Target Tracker: opening → reading → store → intake → progress → lagging, plan, decisions → telling → report, letters → screen, cli."""
