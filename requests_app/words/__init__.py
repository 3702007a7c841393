"""What is shown of a case, for pages, desk and API alike: reads, and knows no HTTP."""
