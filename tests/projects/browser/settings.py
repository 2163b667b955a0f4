"""The example site for the browser tests, with one thing switched off.

Wagtail saves new drafts by itself. Whoever presses "Publish" while that request is under way makes a second
object; a person seldom does, a test on a busy machine did.
"""

from example_site.settings import *


WAGTAIL_AUTOSAVE_INTERVAL = 0
