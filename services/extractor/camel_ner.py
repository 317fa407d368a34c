"""CAMeL Tools' named-entity recogniser as an annotator: for who has installed torch, transformers and its data.

Only `load_annotators` imports this module. What is missing is looked for before `camel_tools.ner` is imported, because
that import itself fails without torch, and fetches a catalogue from the network when there is none.
API: camel_tools.ner.NERecognizer, `predict(sentences) -> labels`, labels B-PERS, I-PERS, B-ORG, I-ORG, …
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from services.extractor.annotators import Annotation, AnnotatorError
from services.extractor.tokens import Tokens
from shared.text.folding import Folded

Predict = Callable[[list[list[str]]], list[list[str]]]
_KINDS = {"PERS": "person", "ORG": "organisation"}
_SENTENCE_ENDS = frozenset(".!؟?؛;")
_LIBRARIES = ("torch", "transformers", "numpy")


class CamelNer:
    """The annotator `camel-ner`.

    Args:
        predict: labels for sentences of words; the pre-trained recogniser of CAMeL Tools without it.

    Raises:
        AnnotatorError: a library or the recogniser's data is not installed.
    """

    name = "camel-ner"

    def __init__(self, predict: Predict | None = None) -> None:
        self._predict = predict if predict is not None else _pretrained()

    def annotate(self, tokens: Tokens, folded: Folded) -> list[Annotation]:
        """Find people and organisations; the recogniser reads the words as the article writes them."""
        sentences = [s for s in _sentences(tokens) if s]
        if not sentences:
            return []
        text, span = folded.original, folded.span
        words = [[text[slice(*span(tokens.starts[i], tokens.ends[i]))] for i in sentence] for sentence in sentences]
        found: list[Annotation] = []
        for sentence, labels in zip(sentences, self._predict(words), strict=True):
            found += _entities(tokens, sentence, labels)
        return found


def _sentences(tokens: Tokens) -> list[list[int]]:
    sentences: list[list[int]] = [[]]
    for i, word in enumerate(tokens.words):
        if tokens.kinds[i] != "n":
            sentences[-1].append(i)
        if tokens.kinds[i] == "n" or word in _SENTENCE_ENDS:
            sentences.append([])
    return sentences


def _entities(tokens: Tokens, sentence: Sequence[int], labels: Sequence[str]) -> list[Annotation]:
    """Runs of B-X I-X … as spans; an I-X without its B-X begins a run, as the recogniser sometimes leaves it."""
    found: list[Annotation] = []
    open_label = ""
    for i, label in zip(sentence, labels, strict=False):
        prefix, _, type_ = label.partition("-")
        kind = _KINDS.get(type_)
        if kind is None:
            open_label = ""
            continue
        if prefix == "I" and open_label == type_ and found:
            found[-1] = found[-1]._replace(end=tokens.ends[i])
        else:
            found.append(Annotation(tokens.starts[i], tokens.ends[i], "person" if kind == "person" else "organisation"))
        open_label = type_
    return found


def data_folder(environment: Mapping[str, str]) -> Path:
    """Where CAMeL Tools keeps its data: `CAMELTOOLS_DATA`, else `.camel_tools` in the home folder."""
    chosen = environment.get("CAMELTOOLS_DATA")
    return Path(chosen).expanduser() if chosen else Path.home() / ".camel_tools"


def _pretrained() -> Predict:
    missing = [library for library in _LIBRARIES if find_spec(library) is None]
    if missing:
        msg = (
            f"the annotator camel-ner needs {' and '.join(missing)}, which the default installation does without: "
            f"install with `pip install {' '.join(missing)}`, then its data with `camel_data -i ner-arabert`"
        )
        raise AnnotatorError(msg)
    check_data(data_folder(os.environ))
    from camel_tools.ner import NERecognizer  # noqa: PLC0415, RUF100 - torch is loaded only when it is asked for

    predict: Predict = NERecognizer.pretrained(use_gpu=False).predict
    return predict


def check_data(folder: Path) -> None:
    """Make sure that the recogniser's data is there.

    Args:
        folder: CAMeL Tools' data folder.

    Raises:
        AnnotatorError: it is not; the message says how to get it.
    """
    if not (folder / "catalogue.json").is_file() or not any((folder / "data").glob("ner/*/*")):
        msg = (
            f"the annotator camel-ner finds no data of the recogniser in {folder}: install it with "
            "`camel_data -i ner-arabert`, or set CAMELTOOLS_DATA to the folder that holds it"
        )
        raise AnnotatorError(msg)
