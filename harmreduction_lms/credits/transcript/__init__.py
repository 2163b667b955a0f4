"""The official transcript: what this provider awarded to a learner, as it was printed, and as files.

Credit from elsewhere never comes near it.
"""

from harmreduction_lms.credits.transcript.entries import Entry, Group, Transcript
from harmreduction_lms.credits.transcript.selection import Selection, selection_choices, transcript_for


__all__ = ["Entry", "Group", "Selection", "Transcript", "selection_choices", "transcript_for"]
