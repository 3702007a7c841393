"""What every app stands on that knows nobody: values, budgets, tables, calls out. Imports no other room."""
