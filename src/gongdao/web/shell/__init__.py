"""What every page shares: navigation, language, telling, errors, home, health."""
