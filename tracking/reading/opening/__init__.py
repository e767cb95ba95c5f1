"""Opens one file in a process of its own: what kind it is, whether it is safe, what its sheets hold.

Run as ``python -m tracking.reading.opening``; imports nothing of the program outside this folder, so that it starts fast.
"""
