"""What people look at: the session behind the pages, and the pages."""

from tracking.screen.only_here import HERE, refused_address
