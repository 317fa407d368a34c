"""Dates and periods of Moroccan news, in ISO 8601."""

from services.extractor.dates.model import DateMention
from services.extractor.dates.reader import read_dates

__all__ = ["DateMention", "read_dates"]
