"""What the numeric cards about evaluation metrics compute."""

COMPUTED = {
    "precision/recall/F1": ("metrics-precision-recall-f1", "metrics-precision-by-prevalence"),
    "macro/micro": ("metrics-macro-f1",),
    "ROC-AUC by pairs": ("metrics-auc-by-pairs",),
    "average precision": ("metrics-average-precision",),
    "IoU/Dice": ("metrics-box-overlap",),
    "ECE and Brier": ("metrics-calibration-error",),
    "nDCG/MRR": ("metrics-discounted-gain",),
    "BLEU/WER": ("metrics-word-errors",),
}
