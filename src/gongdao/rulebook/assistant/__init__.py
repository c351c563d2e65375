"""The appellant's assistant 申诉助手 (AST): wording, demand, self-check and letter, all from the case.

Pure and offline; everything is advice, nothing of it refuses.
"""
