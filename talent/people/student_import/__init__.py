"""Bringing a school's students in from a file: a preview first, stored only when confirmed.

`columns` knows headings, `dates` and `words` what stands in cells, `judge` decides for each row what it would
do. These are pure. `staging` keeps the preview, `storing` confirms it, `undoing` takes it back.
"""
