"""Papers of a case: made of its events for one reader, in words, to be handed on (`letters.paper`)."""
