"""The order engine: kinds, quotes, drafts, placing, states (architecture, wall 2)."""
