#!/usr/bin/env python3
"""Generates the tables of kernel facts (*.g.cs) from the sources and configurations of kernel releases.

    eng/tables/generate.py linux-7.3=DIR,CONFIG [linux-6.18=DIR,CONFIG ...]            write
    eng/tables/generate.py --check linux-7.3=DIR,CONFIG [linux-6.18=DIR,CONFIG ...]    compare

The rows of each named release are replaced by what its sources say; those of other releases stay. With --check nothing is written: the
rows of each named release are compared with its sources, and the exit code is 1 when they differ.
"""

import argparse
import os
import re
import sys

import attach
import contexts
import csource
import functionsets
import helpergroups
import helpers
import kfuncs
import maps
import programs
import tables
from releases import NEWEST, ORDER, POINT, constants

SRC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src")
MODULES = [helpers, helpergroups, functionsets, contexts, kfuncs, programs, attach, maps]
SPANS = ["System.Collections.Immutable", "Vouch.Kernel.Releases", "static Vouch.Kernel.Releases.Spans"]


def open_tree(text):
    name, _, places = text.partition("=")
    source, _, config = places.partition(",")
    if name not in ORDER:
        sys.exit(f"{name}: not one of {', '.join(ORDER)}")
    tree = csource.Tree(source, config, name)
    with open(os.path.join(tree.root, "Makefile"), encoding="utf-8") as file:
        numbers = dict(re.findall(r"^(VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)$", file.read(), re.M))
    point = ".".join(numbers[part] for part in ("VERSION", "PATCHLEVEL", "SUBLEVEL"))
    if point != POINT[name]:
        sys.exit(f"{name}: {source} is {point}, the tables are for {POINT[name]}")
    return tree


def read_tables():
    for module in MODULES:
        for table in module.TABLES:
            path = os.path.join(SRC, "Vouch.Kernel", table.path)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    table.read(file.read().split("\n"))


def check(trees):
    stale = False
    for tree in trees:
        for module in MODULES:
            found = module.rows(tree)
            for table in module.TABLES:
                differences = table.differs(tree.release, found.get(table, []))
                if table not in found and tree.release in table.known:
                    differences.append("the whole table is no longer known")
                for group in differences:
                    print(f"{tree.release}: {table.path}: {group}")
                    stale = True
            if tree.release == NEWEST:
                for path, namespace, lines, source in getattr(module, "newest", lambda _: [])(tree):
                    if tables.content(namespace, [], lines, source) != tables.current(os.path.join(SRC, path)):
                        print(f"{tree.release}: {path}")
                        stale = True
    return 1 if stale else 0


def write(trees):
    for tree in sorted(trees, key=lambda tree: -ORDER.index(tree.release)):
        for module in MODULES:
            found = module.rows(tree)
            for table in module.TABLES:
                table.forget(tree.release)
                if table in found:
                    table.put(tree.release, found[table])
            if tree.release == NEWEST:
                emit(getattr(module, "newest", lambda _: [])(tree))
    emit([("Vouch.Kernel/Releases/Spans.g.cs", "Vouch.Kernel.Releases", constants(), "the releases in eng/tables/releases.py")])
    for module in MODULES:
        for table in module.TABLES:
            report(table.path, tables.write(os.path.join(SRC, "Vouch.Kernel", table.path),
                                            tables.content(table.namespace, SPANS + list(table.usings), table.lines(), table.source)))
        emit(getattr(module, "enums", list)())
    return 0


def emit(files):
    for path, namespace, lines, source in files:
        report(path, tables.write(os.path.join(SRC, path), tables.content(namespace, [], lines, source)))


def report(path, changed):
    if changed:
        print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("releases", nargs="+", metavar="RELEASE=DIR,CONFIG")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    trees = [open_tree(text) for text in options.releases]
    read_tables()
    return check(trees) if options.check else write(trees)


if __name__ == "__main__":
    sys.exit(main())
