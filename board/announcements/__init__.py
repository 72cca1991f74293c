"""What the office writes to many people at once: a filtered set of them, each told once.

What everybody must know by law, for safety or by the rules of the school reaches also those who turned announcements
off; why it must is written down. All else follows what each person wants.
"""
