"""The gate in front of the pages: where people have accounts, nothing answers before they have signed in."""
