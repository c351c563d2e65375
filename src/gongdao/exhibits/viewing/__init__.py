"""Copies for viewing: pictures and pages drawn anew by a process of its own, with a mark of who looks.

Names outside start at `copies`; nothing else of this package is imported by the program itself.
"""
