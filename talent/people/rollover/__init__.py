"""A school's year rolls over in one step: everybody a grade up, leavers out, repeaters where they are."""
