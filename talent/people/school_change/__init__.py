"""A student changes school: asked by one of the schools, answered by the family, taken in by the new school."""
