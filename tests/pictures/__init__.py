"""Pictures of evidence, drawn at test time from seeds: what they show is known, so reading is measurable."""
