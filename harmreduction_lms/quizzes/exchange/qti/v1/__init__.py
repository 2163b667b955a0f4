"""QTI 1.2 (ASI) as Canvas, Common Cartridge and other tools write it. Read only: we write later versions."""

from harmreduction_lms.quizzes.exchange.qti.v1.document import Document, category, missing_bank, read_document


__all__ = ["Document", "category", "missing_bank", "read_document"]
