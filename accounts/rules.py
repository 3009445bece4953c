"""How a SIRET is typed; contrast and tint of a colour; a device and a lapse of time in words."""

import datetime as dt

WHITE, COLOUR = "#FFFFFF", "^#[0-9A-Fa-f]{6}$"
# RGAA 4.1, criterion 3.2: text of normal size needs 4.5 to 1 against its ground.
MINIMUM_CONTRAST = 4.5
SIRET_TYPED = 20  # signs at most: 14 digits and the spaces between them

# In this order: each browser also says the name of those that it is like.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device_in_words(agent: str) -> str:
    """« Firefox, Windows »: what a browser says that it is."""
    browser = next((name for sign, name in BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return ", ".join(filter(None, (browser, system))) or "Appareil inconnu"


def in_words(lapse: dt.timedelta) -> str:
    """« moins d’une minute », « 12 minutes », « 3 heures »."""
    minutes = int(lapse.total_seconds() // 60)
    if minutes < 1:
        return "moins d’une minute"
    number, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "heure")
    return f"{number}\u00a0{unit}{'s' if number > 1 else ''}"


def siret_digits(typed: str) -> str:
    return "".join(typed.split())


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB", as WCAG 2.1 defines it, from 0 to 1."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str = WHITE) -> float:
    """Contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tint(colour: str, part: float = 0.1) -> str:
    """The colour mixed into white, to be the background of text in that colour."""
    mixed = (round(255 - (255 - int(colour[start : start + 2], 16)) * part) for start in (1, 3, 5))
    return "#" + "".join(f"{value:02X}" for value in mixed)
