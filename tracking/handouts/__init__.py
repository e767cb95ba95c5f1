"""What goes out to be filled in, and what comes back marked; each has a room of its own."""
