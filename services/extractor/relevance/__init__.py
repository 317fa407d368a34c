"""Is an article about the craft sector at all?"""

from services.extractor.relevance.score import THRESHOLD, relevance

__all__ = ["THRESHOLD", "relevance"]
