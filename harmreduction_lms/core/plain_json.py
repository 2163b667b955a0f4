"""Data as JSON would hold it: dates as ISO 8601, exact numbers and identifiers as text."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def as_plain_json(data: Any) -> Any:
    """A copy of nothing but lists, objects with text keys, text, numbers, true, false and null."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))
