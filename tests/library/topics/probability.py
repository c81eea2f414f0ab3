"""What the numeric cards about probability compute."""

COMPUTED = {
    "Bayes": ("probability-bayes",),
    "total probability": ("probability-total",),
    "mean and variance of a table": ("probability-moments",),
    "variance of a sum": ("probability-sum-variance",),
    "standardize and look up": ("probability-standardize",),
    "independence in a joint table": ("probability-independence-table",),
    "conditional from joint": ("probability-conditional-from-joint",),
    "standard error of a Monte-Carlo mean": ("probability-standard-error",),
}
