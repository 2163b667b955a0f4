"""Why one question in a text file or a sheet cannot be taken."""

from harmreduction_lms.core.errors import HarmReductionLMSError


class Unusable(HarmReductionLMSError):
    """One question cannot be read; the message tells its author what to change. The others can."""
