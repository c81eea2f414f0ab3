"""What the numeric cards about tokenization and language models compute."""

COMPUTED = {
    "next BPE merge": ("tokenization-next-merge",),
    "vocabulary after merges": ("tokenization-vocabulary-after-merges",),
    "embedding parameters": ("tokenization-embedding-parameters",),
    "tokens per word": ("tokenization-fertility",),
    "bigram with add-k": ("language-model-add-k",),
    "backoff": ("language-model-backoff",),
    "bits per byte": ("language-model-compression",),
    "perplexity over another tokenization": ("language-model-other-tokenization",),
}
