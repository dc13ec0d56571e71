"""Names in their own script with the Latin form beside them, for readers who do not know the script."""


class NamedTwice:
    """Whatever has a `name` as it is written at home and a `latin_name`."""

    name: str
    latin_name: str

    @property
    def both_names(self) -> str:
        """The name, and the Latin form behind it where that is another: for readers from other countries."""
        if not self.latin_name or self.latin_name.casefold() == self.name.casefold():
            return self.name
        return f"{self.name} · {self.latin_name}"
