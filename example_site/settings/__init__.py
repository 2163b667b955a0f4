"""Settings of the example site: `base` is what every site needs, `security` the content policy."""

from example_site.settings.base import *  # noqa: F403
from example_site.settings.security import *  # noqa: F403
