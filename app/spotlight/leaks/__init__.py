"""The leak check of stories: a search for the secrets that are known. Pure: texts in, hits out."""

from app.spotlight.leaks.hits import Hit, Known, Level, Part, Secret, Source
from app.spotlight.leaks.known import neighbours
from app.spotlight.leaks.pipeline import advise, review
from app.spotlight.leaks.told import names_told

__all__ = ["Hit", "Known", "Level", "Part", "Secret", "Source", "advise", "names_told", "neighbours", "review"]
