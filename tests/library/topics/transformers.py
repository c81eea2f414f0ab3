"""What the numeric cards about transformers compute."""

COMPUTED = {
    "block parameters 12 d^2": ("transformers-gated-block",),
    "whole model": ("transformers-whole-model",),
    "6ND FLOPs": ("transformers-training-flops",),
    "KV cache bytes": ("transformers-cache-budget",),
    "GQA saving": ("transformers-gqa-saving",),
    "activation memory": ("transformers-activation-memory",),
    "RoPE rotation": ("transformers-rope-rotation",),
    "MoE active share": ("transformers-moe-share",),
}
