"""One day of a run as a page that shows it: carers on the streets, and the same as a table."""
