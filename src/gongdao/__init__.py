"""公道 gongdao — complaints, disputes and appeals, decided fairly."""

__version__ = "0.1.0"
