"""`hirfa evaluate`: how right the extractor is, by the gold."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

ROOT = Path(__file__).parents[3]
UNSEEN = ("held_out", "unseen")


@click.command("evaluate", short_help="How right the extractor is, by the gold.")
@click.option("--gold", "names", multiple=True, help="Only this set (seeds, second, …, unseen); may be given again.")
@click.option("--article", "articles", multiple=True, help="Only this article (its number); may be given again.")
@click.option("--details/--no-details", default=True, help="Print what is wrong, missed and different, with the quotes.")
@click.option("--check", is_flag=True, help="Exit with 1 where a floor is not reached.")
@click.option("--project", type=click.Path(path_type=Path), default=ROOT, help="The clone that holds seeds/ and tests/gold*/.")
def command(names: tuple[str, ...], articles: tuple[str, ...], details: bool, check: bool, project: Path) -> None:
    """Score the extractor against the gold annotations.

    \b
    precision, recall and F1 over kind and value; each attribute's accuracy over the matched facts;
    people; what is wrong, missed and different with its quotes; how far the stated confidence can be trusted;
    single sentences with rare number forms, and Duckling's numbers on them where the extra `bench` is installed
    """
    from services.console.extracting import extract_file, extract_text
    from services.extractor.evaluation.baseline import duckling_values
    from services.extractor.evaluation.floors import below, sentences_below
    from services.extractor.evaluation.gold import gold_sets
    from services.extractor.evaluation.report import calibration, summary
    from services.extractor.evaluation.report import details as detail_lines
    from services.extractor.evaluation.scoring import add_scores, score_article
    from services.extractor.evaluation.sentences import score_sentences, sentence_lines

    now = datetime.now(UTC)
    sets = [s for s in gold_sets(project) if not names or s.name in names]
    if not sets:
        raise click.UsageError(f"no gold set is called {' or '.join(names)} under {project}")
    failures: list[str] = []
    everything = []
    for gold_set in sets:
        scores = [
            score_article(extract_file(path, now), gold)
            for path, gold in gold_set.pairs()
            if not articles or gold["seed"] in articles
        ]
        score = add_scores(scores)
        everything.append(score)
        # some sets stay unseen: their sentences are not printed unless asked for by name
        if details and (gold_set.name not in UNSEEN or names):
            click.echo("\n".join(detail_lines(score)))
        click.echo("\n".join(summary(gold_set.name, score)))
        if not articles:
            failures += below(gold_set.name, score)
    click.echo("== confidence, over all sets")
    click.echo("\n".join(calibration(add_scores(everything))))
    sentences = project / "tests" / "gold_sentences" / "sentences.jsonl"
    if not names and not articles and sentences.exists():
        read = score_sentences(sentences, lambda text: extract_text(text, now).facts)
        click.echo("\n".join(sentence_lines(read, details=details)))
        failures += sentences_below(read)
        peer = duckling_values(sentences)
        if peer is not None:
            found, invented = peer
            click.echo(
                f"Duckling: values {found.value:.3f} ({found.right}/{found.of}), {invented} more that are none of the facts"
            )
        else:
            click.echo("Duckling: not installed (the optional extra: uv pip install 'hirfa[bench]')")
    for failure in failures:
        click.echo(failure, err=True)
    if check and failures:
        sys.exit(1)
