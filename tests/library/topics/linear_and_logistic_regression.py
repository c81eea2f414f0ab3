"""What the numeric cards about linear and logistic regression compute."""

COMPUTED = {
    "slope and intercept": ("regression-slope-intercept",),
    "R^2": ("regression-r-squared",),
    "ridge in 1-D": ("regression-ridge",),
    "normal equations": ("regression-solve-normal-equations",),
    "log-odds per unit": ("regression-odds-per-unit",),
    "gradient step": ("regression-gradient-step",),
    "distance to boundary": ("regression-distance-to-boundary",),
    "polynomial value/overfit error": ("regression-overfit-polynomial",),
}
