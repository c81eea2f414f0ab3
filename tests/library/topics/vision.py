"""What the numeric cards about vision compute."""

COMPUTED = {
    "depthwise-separable saving": ("vision-separable-saving",),
    "bottleneck parameters": ("vision-bottleneck-parameters",),
    "MACs": ("vision-macs",),
    "feature-map memory": ("vision-feature-map-memory",),
    "residual shapes": ("vision-residual-shapes",),
    "transposed size": ("vision-transposed-size",),
    "box IoU, NMS": ("vision-box-iou", "vision-nms"),
    "anchors": ("vision-anchors",),
}
