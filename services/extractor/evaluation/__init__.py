"""Scores against gold annotations, by the fact model's matching rule."""
