"""Starts SmallBiz CRM: the window, or the command that the line names."""

import sys

from smallbiz_crm.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
