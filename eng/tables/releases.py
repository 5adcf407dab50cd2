"""The releases that the tables are made for, and how sets of them are written."""

import re

# oldest first: C# suffix, name of the profile, point release
RELEASES = [
    ("510", "linux-5.10", "5.10.262"),
    ("61", "linux-6.1", "6.1.192"),
    ("612", "linux-6.12", "6.12.118"),
    ("618", "linux-6.18", "6.18.15"),
    ("73", "linux-7.3", "7.3.4"),
]
ORDER = [name for _, name, _ in RELEASES]
NEWEST = ORDER[-1]
SUFFIX = {name: suffix for suffix, name, _ in RELEASES}
NAME = {suffix: name for suffix, name, _ in RELEASES}
POINT = {name: point for _, name, point in RELEASES}


def runs(members, known):
    """Stretches of releases without a gap among the known ones: [(first, last)]."""
    result = []
    for name in known:
        if name not in members:
            continue
        index = known.index(name)
        if result and known.index(result[-1][1]) == index - 1:
            result[-1] = (result[-1][0], name)
        else:
            result.append((name, name))
    return result


def span(members):
    """C# for a set of releases: Since612, Until61, Only612, or a combination."""
    parts = []
    for first, last in runs(members, ORDER):
        if first == last and first not in (ORDER[0], ORDER[-1]):
            parts.append(f"Only{SUFFIX[first]}")
        elif last == NEWEST:
            parts.append(f"Since{SUFFIX[first]}")
        elif first == ORDER[0]:
            parts.append(f"Until{SUFFIX[last]}")
        else:
            parts.append(f"Since{SUFFIX[first]} & Until{SUFFIX[last]}")
    return " | ".join(f"({part})" if "&" in part and len(parts) > 1 else part for part in parts)


def members(text):
    """The set that span() wrote."""
    found = set()
    for part in text.replace("(", "").replace(")", "").split("|"):
        inside = set(ORDER)
        for term in part.split("&"):
            term = term.strip()
            place = ORDER.index(NAME[re.sub(r"\D", "", term)])
            inside &= set(ORDER[place:] if term.startswith("Since") else ORDER[: place + 1] if term.startswith("Until") else ORDER[place : place + 1])
        found |= inside
    return found


def constants():
    """The spans by name, as C#."""
    lines = ["/// <summary>Stretches of releases, by name: what the rows of tables say.</summary>", "internal static class Spans", "{"]
    for index, name in enumerate(ORDER):
        for kind, covered in (("Since", ORDER[index:]), ("Until", ORDER[: index + 1]), ("Only", [name])):
            places = " | ".join(f"ReleaseSet.Linux{SUFFIX[other]}" for other in covered)
            lines.append(f"    public const ReleaseSet {kind}{SUFFIX[name]} = {places};")
    return lines + ["}"]
