"""Who: accounts, staff, roles, regions, and who may see and do what."""
