"""The toolbox: small things without models, one topic a file."""
