"""Reports: lists and exports."""
