"""The extractor's version: raised with every change of what it reads; the index lets a newer one overwrite."""

EXTRACTOR_VERSION = "0.2.0"
