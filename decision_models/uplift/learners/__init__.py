"""Learners of effects, their cross-fitting, and the blend of what they say."""
