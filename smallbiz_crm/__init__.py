"""SmallBiz CRM: campaign planner, contact list and deal board in one window and one file."""

__version__ = "0.1.0"
