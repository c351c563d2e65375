"""`python -m bench.triage DATA`: train the weights of the suggestions, and measure them by cross-validation.

DATA holds `complaints_labelled.jsonl` and `complaints_unlabelled.csv.gz`; neither is part of this repository.
Without them nothing is measured and it says so.

python -m bench.triage DATA              measure: repeated stratified five-fold cross-validation
python -m bench.triage DATA --train      write the weights that are shipped

What is learned where. The word lists are written by hand from the definitions. Runs of characters are weighed
on the unlabelled texts by what the word lists say of them (no label is read). The last layer is learned on
labelled texts: those of the file, without the fold that is asked about, and `triage_labels.csv`, lines of the
unlabelled file that we labelled ourselves. No strength or weight is tuned on the folds.
"""

import argparse
import csv
import gzip
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report, f1_score
from sklearn.model_selection import RepeatedStratifiedKFold

from gongdao.rulebook.suggesting.faults import TYPES
from gongdao.rulebook.suggesting.reading import Reading, read
from gongdao.rulebook.suggesting.weights import (
    Features,
    Head,
    Runs,
    Weights,
    all_runs,
    features_of,
    manner_of,
)

FOLDS, REPEATS, SEED = 5, 10, 20240506
LONGEST, IN_TEXTS, MOST_RUNS = 4, 8, 8_000
STRENGTH: Final = 1.0  # of the last layer; the default of the library
OWN_RARE: Final = 0.4  # weight of own labels that were sought out for being rare
GOODS: Final = {
    "手机": "phone", "平板": "tablet", "计算机": "computer", "热水器": "heater", "洗发水": "shampoo",
    "衣服": "clothes", "水果": "fruit", "蒙牛": "dairy", "书籍": "book", "外卖": "takeaway", "酒店": "hotel",
}  # fmt: skip
MOODS: Final = ("calm", "disappointed", "angry")
_LABELS: Final = Path(__file__).parent / "triage_labels.csv"
_WEIGHTS: Final = (
    Path(__file__).resolve().parents[1] / "src" / "gongdao" / "rulebook" / "suggesting" / "weights.json"
)


class Text(NamedTuple):
    """One text. `mood` and `risk` are known of the labelled file alone."""

    text: str
    goods: str
    type: str
    effective: bool
    weight: float = 1.0
    mood: str = ""
    risk: bool | None = None


class Data(NamedTuple):
    """`labelled` is asked about; `own` and `loose` help to learn."""

    labelled: list[Text]
    own: list[Text]
    loose: list[tuple[str, str]]  # text, goods


def loaded(folder: Path) -> Data:
    """Read the files. Raises FileNotFoundError."""
    lines = (folder / "complaints_labelled.jsonl").read_text(encoding="utf-8").splitlines()
    plain = [json.loads(line) for line in lines if line]
    labelled = [
        Text(
            item["text"], GOODS[item["domain"]], item["type"], item["effective"], 1.0, MOODS[item["emotion"]],
            item["risk"],
        )
        for item in plain
    ]  # fmt: skip
    with gzip.open(folder / "complaints_unlabelled.csv.gz", "rt", encoding="utf-8") as file:
        loose = [(row["text"], GOODS[row["domain"]]) for row in csv.DictReader(file)]
    with _LABELS.open(encoding="utf-8") as file:
        own = [
            Text(*loose[int(row["row"])], row["type"], row["effective"] == "1",
                 1.0 if row["sample"] == "random" else OWN_RARE)
            for row in csv.DictReader(file)
        ]  # fmt: skip
    seen = {item.text for item in labelled}
    return Data(labelled, own, [item for item in loose if item[0] not in seen])


# --- runs of characters, taught by the word lists -------------------------------------------------


def taught(reading: Reading, goods: str) -> np.ndarray[Any, Any]:
    """What the word lists alone say of a text; the usual type of such goods is favoured."""
    sums = reading.by_type()
    usual = {"hotel": {"service": 1.0}, "takeaway": {"product": 0.5, "logistics": 0.3}}
    favour = usual.get(goods, {"product": 0.6})
    logits = np.array([3.2 * np.log1p(sums[name]) + 2 * favour.get(name, 0.0) for name in TYPES])
    if reading.negative:
        logits[TYPES.index("none")] -= 1.5
    powers = np.exp(logits - logits.max())
    return np.asarray(powers / powers.sum())


def learned_runs(loose: list[tuple[str, str]]) -> Runs:
    """Weigh the runs of characters on texts of which the word lists are sure."""
    texts, types = [], []
    for text, goods in loose:
        reading = read(text)
        shares = taught(reading, goods)
        first, second = np.sort(shares)[::-1][:2]
        if first - second > 0.35:
            texts.append(reading.text)
            types.append(int(shares.argmax()))
    vectorizer = CountVectorizer(
        analyzer=lambda text: all_runs(text, LONGEST), min_df=IN_TEXTS, max_features=4 * MOST_RUNS
    )
    table = vectorizer.fit_transform(texts).astype(float)
    table = _evened(table)
    model = LogisticRegression(C=4, max_iter=200).fit(table, types)
    strength = np.abs(model.coef_).max(axis=0)
    names = vectorizer.get_feature_names_out()
    kept = np.argsort(-strength)[:MOST_RUNS]
    model.fit(_evened((table[:, kept] > 0).astype(float)), types)
    scale = float(np.abs(model.coef_).max()) / 127
    rows = np.round(model.coef_ / scale).astype(int)
    bias = np.full(len(TYPES), -9.0)
    every = np.zeros((len(TYPES), len(kept)), dtype=int)
    for place, number in enumerate(model.classes_):
        bias[number], every[number] = model.intercept_[place], rows[place]
    return Runs(
        scale=round(scale, 6),
        bias=tuple(round(float(value), 4) for value in bias),
        weights={str(names[column]): tuple(map(int, every[:, n])) for n, column in enumerate(kept)},
        longest=LONGEST,
    )


def _evened(table: Any) -> Any:
    """Rows of the same length: a long text has no more weight than a short one."""
    from scipy.sparse import diags

    lengths = np.sqrt(np.maximum(np.asarray(table.sum(axis=1)).ravel(), 1))
    return (diags(1 / lengths) @ table).tocsr()


# --- the last layer -------------------------------------------------------------------------------


class Matrix:
    """Features of some texts as a table with named columns."""

    def __init__(self, rows: list[Features]) -> None:
        self.names = sorted({name for row in rows for name in row})
        place = {name: n for n, name in enumerate(self.names)}
        self.table = np.zeros((len(rows), len(self.names)))
        for n, row in enumerate(rows):
            for name, value in row.items():
                self.table[n, place[name]] = value


def fitted(table: Any, answers: Any, weights: Any, *, even: bool) -> LogisticRegression:
    """`even`: rare answers weigh more, by the root of how rare they are, between accuracy and fairness."""
    if even:
        counts = Counter(answers)
        weights = weights * np.array([(len(answers) / len(counts) / counts[one]) ** 0.5 for one in answers])
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(table, answers, sample_weight=weights)


def head(matrix: Matrix, answers: Any, weights: Any, order: tuple[str, ...], *, even: bool) -> Head:
    """A head learned on everything."""
    model = fitted(matrix.table, answers, weights, even=even)
    if len(model.classes_) == 2:
        coefficients = np.vstack([-model.coef_[0] / 2, model.coef_[0] / 2])
        bias = np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2])
    else:
        coefficients, bias = model.coef_, model.intercept_
    at = [list(model.classes_).index(answer) for answer in order]
    return Head(
        answers=order,
        bias=tuple(round(float(bias[n]), 4) for n in at),
        weights={
            name: tuple(round(float(coefficients[n, column]), 4) for n in at)
            for column, name in enumerate(matrix.names)
        },
    )


class Measured(NamedTuple):
    """Out of fold, over all repeats. `report`: precision, recall and F1 of each answer."""

    accuracy: float
    accuracy_spread: float
    macro_f1: float
    macro_f1_spread: float
    report: str


def crossed(
    matrix: Matrix, asked: list[str], own: list[str], weights: Any, *, even: bool, repeats: int = REPEATS
) -> Measured:
    """Ask about each labelled text a head that never saw it. Rows: the labelled texts, then the own."""
    answers, count = np.array(asked), len(asked)
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=repeats, random_state=SEED)
    told = np.empty(count, dtype=object)
    every, accuracies, scores = [], [], []
    for n, (train, test) in enumerate(folds.split(answers, answers)):
        rows = np.concatenate([train, np.arange(count, count + len(own))])
        labels = (
            np.concatenate([answers[train], np.array(own, dtype=answers.dtype)]) if own else answers[train]
        )
        model = fitted(matrix.table[rows], labels, weights[rows], even=even)
        told[test] = model.predict(matrix.table[test])
        if n % FOLDS == FOLDS - 1:
            accuracies.append(float((told == answers).mean()))
            scores.append(float(f1_score(answers, told.astype(str), average="macro", zero_division=0)))
            every.append(told.astype(str).copy())
    report = classification_report(
        np.tile(answers, repeats), np.concatenate(every), digits=2, zero_division=0
    )
    return Measured(
        float(np.mean(accuracies)),
        float(np.std(accuracies)),
        float(np.mean(scores)),
        float(np.std(scores)),
        report,
    )


# --- everything -----------------------------------------------------------------------------------


class Results(NamedTuple):
    type: Measured
    nature: Measured
    mood: Measured
    risk_recall: float
    risk_precision: float
    milliseconds: float
    slowest_milliseconds: float
    weights: Weights


def measured(data: Data, *, repeats: int = REPEATS, runs: Runs | None = None) -> Results:
    """Learn and measure everything. Minutes on one core; seconds where `runs` are given.

    Runs of characters are learned from the unlabelled texts alone, without those that are asked about: the
    shipped ones may be given, and what is measured stays out of fold.
    """
    runs = runs or learned_runs(data.loose)
    texts = [*data.labelled, *data.own]
    readings = [read(item.text) for item in texts]
    subject = [features_of(one, item.goods, runs) for one, item in zip(readings, texts, strict=True)]
    manner = [row | manner_of(one) for row, one in zip(subject, readings, strict=True)]
    count = len(data.labelled)
    weights = np.array([item.weight for item in texts])
    types, natures = [item.type for item in texts], [_nature(item) for item in texts]
    moods = [item.mood for item in data.labelled]
    by_subject, by_manner = Matrix(subject), Matrix(manner)
    mood_matrix = Matrix([_mood_features(row) for row in manner[:count]])
    type_ = crossed(by_subject, types[:count], types[count:], weights, even=True, repeats=repeats)
    nature = crossed(by_manner, natures[:count], natures[count:], weights, even=True, repeats=repeats)
    mood = crossed(mood_matrix, moods, [], weights, even=True, repeats=repeats)
    learned = Weights(
        version="shipped",
        runs=runs,
        heads={
            "type": head(by_subject, types, weights, TYPES, even=True),
            "nature": head(by_manner, natures, weights, ("effective", "venting"), even=True),
            "mood": head(mood_matrix, moods, weights[:count], MOODS, even=True),
        },
    )
    recall, precision = _risks(data.labelled, readings)
    usual, slowest = _speed(data, learned)
    return Results(type_, nature, mood, recall, precision, usual, slowest, learned)


def _mood_features(row: Features) -> Features:
    kept = ("exclaims", "numbers", "length", "angry", "anxious", "inquiry", "help", "negative", "positive")
    return {name: value for name, value in row.items() if name in kept or name.startswith("type.")}


def _nature(item: Text) -> str:
    return "effective" if item.effective else "venting"


def _risks(labelled: list[Text], readings: list[Reading]) -> tuple[float, float]:
    """Recall and precision of the words of danger; nothing is learned there."""
    told = [bool(reading.of("risk")) for reading in readings[: len(labelled)]]
    meant = [bool(item.risk) for item in labelled]
    both = sum(one and other for one, other in zip(told, meant, strict=True))
    return both / max(sum(meant), 1), both / max(sum(told), 1)


def _speed(data: Data, weights: Weights) -> tuple[float, float]:
    """Milliseconds a text, on average and the slowest of a hundred."""
    taken = []
    for text, goods in data.loose[:2_000]:
        begun = time.process_time()
        reading = read(text)
        row = features_of(reading, goods, weights.runs) | manner_of(reading)
        for one in weights.heads.values():
            one.shares(row)
        taken.append(1_000 * (time.process_time() - begun))
    return float(np.mean(taken)), float(np.percentile(taken, 99))


def main() -> None:
    """Measure, and write the weights if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.triage", description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="the folder of the two files")
    parser.add_argument("--train", action="store_true", help="write the weights that are shipped")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args()
    try:
        data = loaded(options.data)
    except FileNotFoundError as missing:
        parser.exit(1, f"nothing is measured: {missing.filename} is not there\n")
    results = measured(data, repeats=options.repeats)
    for name, one in (("type", results.type), ("nature", results.nature), ("mood", results.mood)):
        print(f"{name}: accuracy {one.accuracy:.3f} ± {one.accuracy_spread:.3f}, macro-F1 {one.macro_f1:.3f}"
              f" ± {one.macro_f1_spread:.3f}\n{one.report}")  # fmt: skip
    print(f"risk: recall {results.risk_recall:.3f}, precision {results.risk_precision:.3f}")
    print(
        f"speed: {results.milliseconds:.2f} ms a text,"
        f" {results.slowest_milliseconds:.2f} ms at most for 99 of 100"
    )
    if options.train:
        _WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(results.weights), indent=0) + b"\n")
        print(f"{_WEIGHTS} holds {len(results.weights.runs.weights)} runs")


if __name__ == "__main__":
    main()
