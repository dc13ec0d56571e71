"""Nothing about a person is kept for ever: left alone, it is erased or made anonymous, and says so beforehand."""
