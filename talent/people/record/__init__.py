"""The student's own record: what a person was nominated for, took part in, won, and was certified, over the years.

This room owns the entries; the rooms and floors above write theirs into it by `entries.py`, in the transaction of
the act that they tell of.
"""
