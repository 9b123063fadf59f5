"""What the user can do, one transaction each, behind one object: `Workspace`."""
