"""The portal: the public pages for filing a complaint and following it."""
