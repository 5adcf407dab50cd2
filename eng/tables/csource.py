"""Reading facts out of C source: conditional compilation by kernel configuration, comments, bodies, initializers."""

import functools
import gzip
import lzma
import os
import re


class Tree:
    """A kernel source tree seen through one configuration."""

    def __init__(self, root, config_path, release):
        self.release = release
        self.root = os.path.expanduser(root)
        self.config = read_config(config_path)

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        """The file without comments and without what the configuration leaves out."""
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as file:
            return self._conditionals(strip_comments(file.read()))

    def files(self, *folders, pattern):
        """Paths below the folders whose raw text matches the pattern."""
        found = []
        expression = re.compile(pattern)
        for folder in folders:
            for where, _, names in os.walk(os.path.join(self.root, folder)):
                for name in names:
                    if not name.endswith((".c", ".h")):
                        continue
                    path = os.path.join(where, name)
                    with open(path, encoding="utf-8", errors="replace") as file:
                        if expression.search(file.read()):
                            found.append(os.path.relpath(path, self.root))
        return sorted(found)

    def has(self, path):
        return os.path.exists(os.path.join(self.root, path))

    def value(self, name):
        return self.config.get(name, "n")

    def _evaluate(self, expression):
        def enabled(match):
            kind, name = match.group(1), match.group(2)
            value = self.value(name)
            if kind == "IS_MODULE":
                return str(value == "m")
            if kind == "IS_BUILTIN":
                return str(value == "y")
            return str(value in ("y", "m"))

        expression = re.sub(r"\b(IS_ENABLED|IS_MODULE|IS_BUILTIN|IS_REACHABLE)\s*\(\s*(\w+)\s*\)", enabled, expression)
        expression = re.sub(r"\bdefined\s*\(?\s*(\w+)\s*\)?", lambda m: str(self._defined(m.group(1))), expression)
        expression = expression.replace("&&", " and ").replace("||", " or ")
        expression = re.sub(r"!(?!=)", " not ", expression)
        expression = re.sub(r"\b(?!True\b|False\b|and\b|or\b|not\b)[A-Za-z_]\w*(\s*\([^()]*\))?", "0", expression)
        try:
            return bool(eval(expression, {"__builtins__": {}}))  # noqa: S307 - only numbers and operators are left
        except SyntaxError:
            return False

    def _defined(self, name):
        if name.startswith("CONFIG_"):
            if name.endswith("_MODULE"):
                return self.value(name[: -len("_MODULE")]) == "m"
            return self.value(name) not in ("n", "m")
        return name in ("__KERNEL__", "__LITTLE_ENDIAN", "__x86_64__", "CONFIG_64BIT")

    def _conditionals(self, text):
        kept, stack = [], []  # entries: [active, taken, parent]
        for line in text.replace("\\\n", " ").split("\n"):
            directive = re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)", line)
            active = not stack or stack[-1][0]
            if not directive:
                if active:
                    kept.append(line)
                continue
            word, rest = directive.group(1), directive.group(2).strip()
            if word in ("if", "ifdef", "ifndef"):
                value = self._evaluate(rest) if word == "if" else self._defined(rest.split()[0]) == (word == "ifdef")
                stack.append([active and value, value, active])
            elif word == "elif":
                top = stack[-1]
                value = not top[1] and self._evaluate(rest)
                top[0], top[1] = top[2] and value, top[1] or value
            elif word == "else":
                top = stack[-1]
                top[0], top[1] = top[2] and not top[1], True
            else:
                stack.pop()
        return "\n".join(kept)

    def function(self, path, name):
        """The body of a function, braces excluded."""
        text = self.text(path)
        for match in re.finditer(rf"^(?:\w[\w\s*]*?[\s*])?{re.escape(name)}\s*\([^;{{}}]*\)\s*\{{", text, re.M):
            return braces(text, match.end() - 1)
        raise LookupError(f"{path}: no function {name}")


def read_config(path):
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(os.path.splitext(path)[1], open)
    with opener(path, "rt", encoding="utf-8") as file:
        return dict(re.findall(r"^(CONFIG_\w+)=(.*)$", file.read(), re.M))


def strip_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|(\"(?:\\.|[^\"\\\n])*\")", lambda m: m.group(1) or " ", text, flags=re.S)


def braces(text, start):
    """What stands between the brace at start and its partner."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return text[start + 1 : index]
    raise ValueError("unbalanced braces")


def initializers(body):
    """The .name = value pairs of a struct initializer without nested braces."""
    return {k: " ".join(v.split()) for k, v in re.findall(r"\.(\w+)\s*=\s*([^,}]*?)\s*(?:,|$)", " ".join(body.split()))}


def pascal(name):
    """map_lookup_elem -> MapLookupElem."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_") if part)
