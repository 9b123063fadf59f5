"""Every table of the file, one module per part of the business. Only the store imports these."""

from smallbiz_crm.store.tables import journal, marketing, people, sales, workspace
from smallbiz_crm.store.tables.base import METADATA

__all__ = ["METADATA", "journal", "marketing", "people", "sales", "workspace"]
