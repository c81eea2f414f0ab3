"""What the numeric cards about efficiency compute."""

COMPUTED = {
    "scale/zero point": ("efficiency-scale-zero-point",),
    "int8 value and error": ("efficiency-int8-error",),
    "range clipping": ("efficiency-clipping",),
    "memory at b bits": ("efficiency-memory-bits",),
    "pruning sparsity": ("efficiency-sparsity",),
    "distillation loss with T^2": ("efficiency-distillation-loss",),
    "LoRA parameters": ("efficiency-lora-parameters",),
    "fp16/bf16 largest and step, loss scale": ("efficiency-number-formats",),
}
