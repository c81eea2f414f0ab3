"""What the library promises to cover: thirteen topics, their entries, two languages, counts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashgen import pipeline
from flashgen.deckfile import DeckFile, LoadedDefinition
from flashgen.definitions import ConceptDefinition, NumericDefinition

CARDS = Path(__file__).parents[2] / "cards"

TOPICS = (
    "adversarial-training",
    "attention",
    "convolution",
    "cross-entropy-nll",
    "euclidean-space",
    "git-remote",
    "graph-neural-network",
    "network-embedding",
    "nll-gradient",
    "non-euclidean-geometry",
    "permutation-invariance",
    "representation-learning",
    "sigmoid-softmax",
)

# Every concept of a topic, and what covers it: a tag of concept and cloze cards, or an id.
CONCEPTS: dict[str, dict[str, tuple[str, ...]]] = {
    "adversarial-training": {
        "the same result in the neighbourhood of a labelled point": ("concept::neighbourhood",),
        "FGSM": ("concept::fgsm",),
        "PGD": ("concept::pgd",),
        "norms of the ball": ("concept::norms",),
        "virtual adversarial training": ("concept::virtual-adversarial-training",),
        "robustness against accuracy": ("concept::robustness-accuracy",),
    },
    "attention": {
        "soft addressing": ("concept::soft-addressing",),
        "query, key, value": ("concept::query-key-value",),
        "scores": ("concept::scores",),
        "scaling by sqrt(d)": ("concept::scaled-scores", "attention-why-sqrt-d"),
        "masks": ("concept::masks", "concept::causal-mask"),
        "self-attention": ("concept::self-attention",),
        "cross-attention": ("concept::cross-attention",),
        "multi-head attention": ("concept::multi-head",),
        "cost in length": ("concept::cost-in-length",),
    },
    "convolution": {
        "weighted superposition": ("concept::convolution", "convolution-superposition"),
        "by Fourier to frequency": ("concept::convolution-theorem",),
        "flip, against cross-correlation": ("concept::cross-correlation", "convolution-flip"),
        "stride": ("convolution-stride",),
        "padding": ("convolution-same-padding",),
        "dilation": ("concept::dilation",),
        "receptive field": ("concept::receptive-field",),
        "weight sharing": ("concept::weight-sharing",),
    },
    "cross-entropy-nll": {
        "-p log q": ("concept::cross-entropy",),
        "log-softmax and NLL": ("concept::log-softmax-plus-nll",),
        "the one-hot case is the NLL": ("concept::one-hot-nll",),
        "H(p, q) = H(p) + KL": ("concept::entropy-plus-kl",),
        "neither symmetric nor a metric": ("concept::not-a-metric",),
        "label smoothing": ("concept::label-smoothing",),
        "binary cross-entropy": ("concept::binary-cross-entropy",),
        "perplexity": ("concept::perplexity",),
        "bits and nats": ("concept::bits-and-nats",),
    },
    "euclidean-space": {
        "inner product": ("concept::inner-product",),
        "distance": ("concept::distance",),
        "angle": ("concept::angle",),
        "finite n dimensions": ("concept::euclidean-space", "euclidean-finite-n"),
        "parallels stay apart": ("concept::parallels",),
        "norm": ("concept::norm",),
        "metric axioms": ("concept::metric-axioms",),
        "Cauchy-Schwarz": ("concept::cauchy-schwarz",),
        "orthogonality": ("concept::orthogonality",),
        "projection": ("concept::projection",),
    },
    "git-remote": {
        "connecting a local repository": ("git-remote-add",),
        "remote": ("concept::remote",),
        "origin": ("concept::origin",),
        "upstream": ("concept::upstream",),
        "fetch, pull, push": ("concept::fetch-pull-push",),
        "tracking branches": ("concept::tracking-branches",),
        "set-url": ("concept::set-url",),
    },
    "graph-neural-network": {
        "message passing": ("concept::message-passing",),
        "GCN normalisation": ("concept::gcn-normalisation",),
        "GraphSAGE": ("concept::graphsage",),
        "GAT": ("concept::gat",),
        "over-smoothing": ("concept::over-smoothing",),
        "receptive field": ("concept::receptive-field",),
    },
    "network-embedding": {
        "nodes to low-dimensional vectors": ("concept::network-embedding",),
        "DeepWalk": ("concept::deepwalk",),
        "random walks": ("concept::random-walk",),
        "skip-gram": ("concept::skip-gram",),
        "negative sampling": ("concept::negative-sampling",),
        "hierarchical softmax": ("concept::hierarchical-softmax",),
        "node2vec p": ("network-embedding-node2vec-p",),
        "node2vec q": ("network-embedding-node2vec-q",),
        "LINE": ("concept::line",),
    },
    "nll-gradient": {
        "maximum likelihood": ("concept::maximum-likelihood",),
        "p - y": ("concept::p-minus-y",),
        "chain rule through log-softmax": ("concept::log-softmax-chain-rule",),
        "Bernoulli NLL": ("concept::bernoulli-nll",),
        "Gaussian NLL": ("concept::gaussian-nll",),
    },
    "non-euclidean-geometry": {
        "the being that measures pi": ("concept::pi-on-a-sphere",),
        "parallels meet": ("concept::parallels", "noneuclidean-meridians-meet"),
        "Minkowski space": ("concept::minkowski-space",),
        "Lorentz transformations": ("concept::lorentz-transformation",),
        "geodesic": ("concept::geodesic",),
        "curvature": ("concept::curvature",),
        "hyperbolic space": ("concept::hyperbolic-space",),
        "hyperbolic embeddings": ("concept::hyperbolic-embeddings",),
    },
    "permutation-invariance": {
        "invariant": ("concept::invariant",),
        "equivariant": ("concept::equivariant",),
        "invariant against equivariant": ("concept::invariant-against-equivariant",),
        "Deep Sets": ("concept::deep-sets",),
        "pooling": ("concept::pooling",),
        "attention without positions": ("concept::attention-without-positions",),
    },
    "representation-learning": {
        "autoencoder": ("concept::autoencoder",),
        "PCA": ("concept::pca",),
        "contrastive learning": ("concept::contrastive-learning",),
        "disentanglement": ("concept::disentanglement",),
        "transfer": ("concept::transfer",),
    },
    "sigmoid-softmax": {
        "sigmoid for multi-label": ("concept::multi-label",),
        "softmax for exclusive classes": ("concept::exclusive-classes",),
        "logits": ("concept::logits",),
        "temperature": ("concept::temperature",),
        "shift invariance": ("concept::shift-invariance",),
        "two-class softmax = sigmoid": ("concept::two-class-softmax",),
        "saturation": ("concept::saturation",),
        "derivatives": ("concept::derivatives",),
    },
}

# Everything that a learner must be able to compute, and the numeric cards that ask it.
COMPUTED: dict[str, dict[str, tuple[str, ...]]] = {
    "adversarial-training": {
        "FGSM step": ("adversarial-fgsm-step",),
        "projection on the l-inf ball": ("adversarial-projection-linf",),
        "projection on the l2 ball": ("adversarial-projection-l2",),
        "worst-case margin of a linear model": ("adversarial-worst-case-margin",),
        "smallest epsilon that flips it": ("adversarial-smallest-epsilon",),
    },
    "attention": {
        "weights from Q, K": ("attention-weight-from-query-and-keys",),
        "output from Q, K, V": ("attention-output-two-keys",),
        "effect of the scale": ("attention-effect-of-scale",),
        "causal mask": ("attention-weight-under-causal-mask", "attention-causal-mask-pairs"),
        "parameters of multi-head": ("attention-multi-head-parameters",),
        "FLOPs in n": ("attention-flops",),
        "memory in n": ("attention-memory",),
    },
    "convolution": {
        "1-D convolution": ("convolution-1d",),
        "2-D convolution": ("convolution-2d-entry",),
        "cross-correlation": (
            "convolution-cross-correlation-1d",
            "convolution-cross-correlation-2d",
        ),
        "output size": ("convolution-output-size", "convolution-dilated-output-size"),
        "parameters": ("convolution-layer-parameters",),
        "receptive field": ("convolution-receptive-field-sum",),
        "circular convolution by the DFT": ("convolution-circular-by-dft",),
    },
    "cross-entropy-nll": {
        "cross-entropy from probabilities": ("cross-entropy-from-probabilities",),
        "cross-entropy from logits": ("cross-entropy-from-logits",),
        "NLL of a batch": ("nll-of-batch",),
        "KL": ("cross-entropy-kl-sum",),
        "entropy": ("cross-entropy-entropy-in-bits",),
        "label smoothing": ("cross-entropy-smoothed-targets", "cross-entropy-smoothed-loss"),
        "binary cross-entropy": ("cross-entropy-binary-sum",),
        "perplexity": ("perplexity-from-probabilities", "perplexity-to-loss"),
    },
    "euclidean-space": {
        "inner product": ("euclidean-inner-product-value",),
        "norm": ("euclidean-norm-value",),
        "distance": ("euclidean-distance-value",),
        "angle": ("euclidean-angle-value",),
        "cosine similarity": ("euclidean-cosine-similarity-value",),
        "projection": ("euclidean-projection-value",),
    },
    "git-remote": {
        "ahead/behind after commits, fetches and pushes": (
            "git-ahead-behind-after-events",
            "git-rejected-push-and-status",
        ),
    },
    "graph-neural-network": {
        "degree matrix": ("gnn-degrees",),
        "Laplacian": ("gnn-laplacian-row",),
        "normalised adjacency entry": ("gnn-normalised-entry",),
        "one GCN layer": ("gnn-gcn-layer-output",),
        "mean aggregation": ("gnn-mean-aggregation",),
        "attention coefficient": ("gnn-gat-coefficient",),
    },
    "network-embedding": {
        "transition probability": ("network-embedding-transition-weighted",),
        "probability of a walk": ("network-embedding-walk-probability",),
        "pairs in a window": ("network-embedding-pair-count", "network-embedding-contexts"),
        "negative-sampling loss": ("network-embedding-negative-sampling-loss",),
        "node2vec weights": ("network-embedding-node2vec-probability",),
    },
    "nll-gradient": {
        "gradient by logits": ("nll-gradient-by-logits", "nll-gradient-from-probabilities"),
        "one step of descent on the logits": ("nll-gradient-descent-step",),
        "gradient by weights": ("nll-gradient-of-weight-entry", "nll-gradient-matrix"),
        "Gaussian NLL": ("nll-gradient-gaussian-nll",),
    },
    "non-euclidean-geometry": {
        "circumference by radius on a sphere": ("noneuclidean-measured-pi",),
        "angle excess and area": ("noneuclidean-excess-and-area",),
        "great-circle distance": ("noneuclidean-great-circle-distance",),
        "Poincare distance": ("noneuclidean-poincare-two-points",),
        "interval": ("noneuclidean-interval-value",),
        "gamma": ("noneuclidean-lorentz-factor",),
        "Lorentz transformation": ("noneuclidean-lorentz-transform",),
    },
    "permutation-invariance": {
        "sum, mean and max pooling under a permutation": ("permutation-pooling-of-reordered-set",),
        "Deep-Sets output": ("permutation-deep-sets-moments",),
        "whether and by how much an output changes": ("permutation-swap-in-linear-layer",),
    },
    "representation-learning": {
        "PCA variance share": ("representation-pca-share",),
        "PCA projection": ("representation-pca-projection",),
        "reconstruction error": (
            "representation-autoencoder-error",
            "representation-pca-squared-error",
        ),
        "InfoNCE": ("representation-infonce",),
        "cosine similarity of embeddings": ("representation-cosine",),
    },
    "sigmoid-softmax": {
        "sigmoid": ("sigmoid-of-logit",),
        "inverse of the sigmoid": ("sigmoid-inverse",),
        "softmax": ("softmax-of-logits",),
        "temperature": ("softmax-temperature-sum",),
        "shift": ("softmax-large-logits",),
        "derivative": ("sigmoid-derivative-sum",),
        "Jacobian entry": ("softmax-jacobian-entry",),
        "multi-label decision": ("sigmoid-multi-label-decision",),
    },
}

# Two errors that notes on the field repeat, each taught against by a concept and a numeric card.
COMMON_ERRORS = {
    "[0.2, 0.7, 0.3] is a distribution": (
        "cross-entropy-sum-to-one",
        "cross-entropy-normalise-first",
    ),
    "cross-entropy is symmetric": ("cross-entropy-no-distance", "cross-entropy-asymmetry-sum"),
    "the least cross-entropy is 0": ("cross-entropy-least-value", "cross-entropy-least-value-sum"),
}


@pytest.fixture(scope="module")
def deck_files() -> dict[str, DeckFile]:
    loaded = pipeline.load([CARDS])
    assert not loaded.diagnostics
    return {deck_file.path.stem: deck_file for deck_file in loaded.deck_files}


@pytest.fixture(scope="module")
def built() -> pipeline.Built:
    return pipeline.build(pipeline.load([CARDS]), pipeline.Selection(variants=1))


def tags(definition: LoadedDefinition) -> set[str]:
    return {tag.value for tag in definition.model.tags}


def numeric(
    deck_files: dict[str, DeckFile],
) -> Iterator[tuple[LoadedDefinition, NumericDefinition]]:
    for deck_file in deck_files.values():
        for definition in deck_file.definitions:
            if isinstance(definition.model, NumericDefinition):
                yield definition, definition.model


def kinds(deck_file: DeckFile) -> list[str]:
    return [definition.kind for definition in deck_file.definitions]


def has_figure(model: NumericDefinition) -> bool:
    return any(form.figure is not None for form in model.forms)


def is_choice(model: NumericDefinition) -> bool:
    return any(form.choices for form in model.forms)


def test_thirteen_topics(deck_files: dict[str, DeckFile]) -> None:
    assert sorted(deck_files) == sorted(TOPICS)
    assert sorted(CONCEPTS) == sorted(COMPUTED) == sorted(TOPICS)
    assert len(TOPICS) == 13


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_large_enough(deck_files: dict[str, DeckFile], topic: str) -> None:
    found = kinds(deck_files[topic])
    assert len(found) - found.count("numeric") >= 10
    assert found.count("numeric") >= 8


def test_totals(deck_files: dict[str, DeckFile]) -> None:
    found = [kind for deck_file in deck_files.values() for kind in kinds(deck_file)]
    assert len(found) - found.count("numeric") >= 150
    assert found.count("numeric") >= 110


@pytest.mark.parametrize("topic", TOPICS)
def test_every_concept_has_a_card(deck_files: dict[str, DeckFile], topic: str) -> None:
    covered: set[str] = set()
    for definition in deck_files[topic].definitions:
        if definition.kind != "numeric":
            covered |= {definition.id, *tags(definition)}
    missing = {entry: set(by) - covered for entry, by in CONCEPTS[topic].items()}
    assert {entry: by for entry, by in missing.items() if by} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_everything_to_compute_is_asked(deck_files: dict[str, DeckFile], topic: str) -> None:
    asked = {d.id for d in deck_files[topic].definitions if d.kind == "numeric"}
    missing = {entry: set(by) - asked for entry, by in COMPUTED[topic].items()}
    assert {entry: by for entry, by in missing.items() if by} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_the_decks_are_named_alike(deck_files: dict[str, DeckFile], topic: str) -> None:
    deck_file = deck_files[topic]
    assert deck_file.languages == ("en", "zh")
    for language, parent in (("en", "Deep Learning"), ("zh", "深度学习")):
        name = deck_file.header.deck.get(language)
        assert name is not None
        assert re.fullmatch(rf"{parent}::[^:]+", name.value)
    assert f"topic::{topic}" in deck_file.tags


def test_both_languages_have_the_same_ids(built: pipeline.Built) -> None:
    ids = {
        language: [note.id for note in built.notes if note.language == language]
        for language in ("en", "zh")
    }
    assert ids["en"] == ids["zh"]
    assert len(ids["en"]) == len(built.definitions)


def test_every_numeric_definition_is_complete(deck_files: dict[str, DeckFile]) -> None:
    incomplete = [
        definition.id
        for definition, model in numeric(deck_files)
        for form in model.forms
        if not form.solution
        or not form.mistakes
        or not all(answer.check for answer in form.answers or (form,))
    ]
    assert incomplete == []


def test_figures(deck_files: dict[str, DeckFile]) -> None:
    assert sum(has_figure(model) for _, model in numeric(deck_files)) >= 20


def test_asked_backwards(deck_files: dict[str, DeckFile]) -> None:
    assert sum("ask::backwards" in tags(definition) for definition, _ in numeric(deck_files)) >= 20


def test_multiple_choice(deck_files: dict[str, DeckFile]) -> None:
    assert sum(is_choice(model) for _, model in numeric(deck_files)) >= 15


@pytest.mark.parametrize("error", COMMON_ERRORS)
def test_common_errors_are_taught_against(deck_files: dict[str, DeckFile], error: str) -> None:
    kind_of = {d.id: d.kind for d in deck_files["cross-entropy-nll"].definitions}
    concept, sum_ = COMMON_ERRORS[error]
    assert kind_of[concept] in ("concept", "cloze")
    assert kind_of[sum_] == "numeric"


def test_wrong_options_are_explained(deck_files: dict[str, DeckFile]) -> None:
    unexplained = [
        definition.id
        for deck_file in deck_files.values()
        for definition in deck_file.definitions
        if isinstance(definition.model, ConceptDefinition)
        for option in definition.model.choices or ()
        if option.says is None
    ]
    assert unexplained == []
