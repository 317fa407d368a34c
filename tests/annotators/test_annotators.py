"""The interface of optional annotators: what they may add, and what a person reads where something is missing."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from services.extractor.annotators import Annotation, Annotator, AnnotatorError, add_annotations, load_annotators
from services.extractor.camel_ner import CamelNer, check_data, data_folder
from services.extractor.organisations import find_organisations
from services.extractor.people import find_people
from services.extractor.tokens import tokenize
from shared.text.folding import fold

TEXT = "التقى محمــد العلمي بممثلي رواق الأطلس.\nوحضر ويليام هارت اللقاء"
LABELS = {"محمــد": "B-PERS", "العلمي": "I-PERS", "رواق": "B-ORG", "الأطلس": "I-ORG", "ويليام": "I-PERS", "هارت": "I-PERS"}


def predict(sentences: list[list[str]]) -> list[list[str]]:
    return [[LABELS.get(word, "O") for word in sentence] for sentence in sentences]


def test_no_annotator_is_the_default() -> None:
    assert load_annotators("") == ()
    assert load_annotators(" , ") == ()


def test_an_unknown_annotator_is_named_with_the_known_ones() -> None:
    with pytest.raises(AnnotatorError, match=r"'camel-nre'; known: camel-ner"):
        load_annotators("camel-nre")


def test_the_message_where_torch_is_missing() -> None:
    assert find_spec("torch") is None, "the default installation does without torch"
    message = r"needs torch and transformers.*pip install torch transformers.*camel_data -i ner-arabert"
    with pytest.raises(AnnotatorError, match=message):
        load_annotators("camel-ner")


def test_the_message_where_the_data_is_missing(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=r"camel_data -i ner-arabert.*CAMELTOOLS_DATA"):
        check_data(data_folder({"CAMELTOOLS_DATA": str(tmp_path)}))
    (tmp_path / "catalogue.json").write_text("{}")
    (tmp_path / "data/ner/arabert").mkdir(parents=True)
    (tmp_path / "data/ner/arabert/config.json").write_text("{}")
    check_data(tmp_path)


def test_nothing_of_camel_ner_is_imported_unasked() -> None:
    code = (
        "import sys; import services.extractor.annotators as a; a.load_annotators(''); unasked = "
        "('torch', 'camel_tools.ner', 'camel_tools.data', 'services.extractor.camel_ner'); "
        "sys.exit(any(m in sys.modules for m in unasked))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_labels_become_spans_of_the_folded_text() -> None:
    folded = fold(TEXT)
    annotator = CamelNer(predict)
    assert isinstance(annotator, Annotator)
    found = annotator.annotate(tokenize(folded.text), folded)
    assert [(folded.text[a.start : a.end], a.kind) for a in found] == [
        ("محمد العلمي", "person"),
        ("رواق الاطلس", "organisation"),
        ("ويليام هارت", "person"),
    ]


def test_what_it_adds_stands_beside_the_rules() -> None:
    folded = fold(TEXT)
    tokens = tokenize(folded.text)
    organisations = find_organisations(tokens, folded)
    people = find_people(tokens, folded, organisations)
    assert [p.name for p in people] == ["محمــد العلمي"]
    merged, bodies = add_annotations(CamelNer(predict).annotate(tokens, folded), folded, people, organisations)
    assert [p.name for p in merged] == ["محمــد العلمي", "ويليام هارت"]
    assert [(o.id, o.name) for o in bodies] == [("organisation:رواق-الاطلس", "رواق الأطلس")]


def test_a_bare_family_name_adds_no_second_person() -> None:
    folded = fold("قال رئيس الغرفة ناجي الفخاري إن. وأكد الفخاري أن")
    tokens = tokenize(folded.text)
    people = find_people(tokens, folded)
    last = folded.text.rindex("الفخاري")
    merged, _ = add_annotations([Annotation(last, last + 7, "person")], folded, people, [])
    assert merged == people
