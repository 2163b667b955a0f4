"""`make bench`: our pages measured against a bare Wagtail page of the same site, in the same process.

Ratios, not milliseconds: machines differ, the floor differs with them.
"""
