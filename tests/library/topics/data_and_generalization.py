"""What the numeric cards about data and generalization compute."""

COMPUTED = {
    "split and k-fold counts": ("data-split-counts",),
    "bias-variance parts": ("data-bias-variance-parts",),
    "interval of an accuracy": ("data-accuracy-interval",),
    "class weights": ("data-class-weights",),
    "standardize by train statistics": ("data-standardize-by-train",),
    "Hoeffding bound": ("data-hoeffding",),
    "sample size": ("data-sample-size",),
    "learning-curve exponent": ("data-learning-curve-exponent",),
}
