"""Names for the jurisdictions a licence may be from, by ISO 3166 code; any other code is taken as it is."""

import re


CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")

NAMES: dict[str, str] = {
    "US-AL": "Alabama", "US-AK": "Alaska", "US-AZ": "Arizona", "US-AR": "Arkansas", "US-CA": "California",
    "US-CO": "Colorado", "US-CT": "Connecticut", "US-DE": "Delaware", "US-DC": "District of Columbia",
    "US-FL": "Florida", "US-GA": "Georgia", "US-HI": "Hawaii", "US-ID": "Idaho", "US-IL": "Illinois",
    "US-IN": "Indiana", "US-IA": "Iowa", "US-KS": "Kansas", "US-KY": "Kentucky", "US-LA": "Louisiana",
    "US-ME": "Maine", "US-MD": "Maryland", "US-MA": "Massachusetts", "US-MI": "Michigan",
    "US-MN": "Minnesota", "US-MS": "Mississippi", "US-MO": "Missouri", "US-MT": "Montana",
    "US-NE": "Nebraska", "US-NV": "Nevada", "US-NH": "New Hampshire", "US-NJ": "New Jersey",
    "US-NM": "New Mexico", "US-NY": "New York", "US-NC": "North Carolina", "US-ND": "North Dakota",
    "US-OH": "Ohio", "US-OK": "Oklahoma", "US-OR": "Oregon", "US-PA": "Pennsylvania",
    "US-RI": "Rhode Island", "US-SC": "South Carolina", "US-SD": "South Dakota", "US-TN": "Tennessee",
    "US-TX": "Texas", "US-UT": "Utah", "US-VT": "Vermont", "US-VA": "Virginia", "US-WA": "Washington",
    "US-WV": "West Virginia", "US-WI": "Wisconsin", "US-WY": "Wyoming", "US-AS": "American Samoa",
    "US-GU": "Guam", "US-MP": "Northern Mariana Islands", "US-PR": "Puerto Rico",
    "US-VI": "U.S. Virgin Islands",
    "CA-AB": "Alberta", "CA-BC": "British Columbia", "CA-MB": "Manitoba", "CA-NB": "New Brunswick",
    "CA-NL": "Newfoundland and Labrador", "CA-NS": "Nova Scotia", "CA-NT": "Northwest Territories",
    "CA-NU": "Nunavut", "CA-ON": "Ontario", "CA-PE": "Prince Edward Island", "CA-QC": "Quebec",
    "CA-SK": "Saskatchewan", "CA-YT": "Yukon",
    "AU": "Australia", "GB": "United Kingdom", "IE": "Ireland", "NZ": "New Zealand",
}  # fmt: skip

CODES = {name.casefold(): code for code, name in NAMES.items()}


def jurisdiction_name(code: str) -> str:
    return NAMES.get(code, code)


def jurisdiction_code(text: str) -> str:
    """The code for what a person typed: a name from the list, a code, or "US-FL Florida"; else empty."""
    words = " ".join(text.split())
    if code := CODES.get(words.casefold()):
        return code
    first = words.split(" ")[0].upper() if words else ""
    is_code = CODE.fullmatch(first) and words.casefold() in {
        first.casefold(),
        f"{first} {NAMES.get(first, '')}".casefold(),
    }
    return first if is_code else ""
