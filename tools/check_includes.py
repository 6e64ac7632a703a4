#!/usr/bin/env python3
"""Fails when a file includes something that its layer may not see.  Usage: check_includes.py ROOT"""
import os
import pathlib
import re
import sys

# layer: (our folders that it may include, third-party and system prefixes that it may include)
POSIX = ["fcntl.h", "sched.h", "signal.h", "unistd.h", "sys/"]
LAYERS = {
    "include/datahall": (["datahall/"], []),
    "sim/kernel": (["datahall/", "sim/kernel/"], ["sys/mman.h"]),
    "sim/config": (["datahall/", "sim/config/"], ["fmt/", "zlib.h", *POSIX]),
    # inside the engine: fabric <- build <- metrics <- run; the report sees only what was measured
    "sim/fabric": (["datahall/", "sim/config/", "sim/fabric/"], ["fmt/"]),
    "sim/build": (["datahall/", "sim/config/", "sim/fabric/", "sim/build/"], ["fmt/"]),
    "sim/metrics": (["datahall/", "sim/build/", "sim/metrics/"], []),
    "sim/run": (["datahall/", "sim/kernel/", "sim/config/", "sim/fabric/", "sim/build/", "sim/metrics/", "sim/run/"], ["Eigen/"]),
    "sim/study": (["datahall/", "sim/config/", "sim/build/", "sim/metrics/", "sim/run/", "sim/study/"], ["fmt/", *POSIX]),
    "sim/report": (["datahall/", "sim/config/", "sim/fabric/", "sim/metrics/", "sim/study/", "sim/report/"], ["fmt/", *POSIX]),
    "models": (["datahall/", "models/"], ["fmt/"]),
    "tools/datahall": (["datahall/", "sim/", "models/", "tools/datahall/"], ["fmt/", "boost/version.hpp", *POSIX]),
}
# third party that few files may see, because its headers are slow or its types must not spread
FEW_FILES = {
    "yaml-cpp/": ("sim/config/yaml_tree.cpp",),
    "boost/graph/": ("sim/build/fabric/graph_check.cpp", "sim/build/fabric/max_flow.cpp"),
    "boost/property_tree/": ("models/fabric/formats/graphml.cpp",),
    "boost/program_options": ("tools/datahall/options.cpp",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)


def is_std(kind, name):
    """Headers of the standard library have neither a slash nor a dot."""
    return kind == "<" and "/" not in name and "." not in name


def check_file(path, layer):
    ours, theirs = LAYERS[layer]
    for kind, name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        place = path.as_posix()
        homes = next((files for prefix, files in FEW_FILES.items() if name.startswith(prefix)), ())
        if is_std(kind, name) or place in homes:
            continue
        if homes:
            yield f"{place}: only {', '.join(homes)} may include {name}"
        elif not name.startswith(tuple(theirs if kind == "<" else ours)):
            yield f"{place}: {layer} may not include {name}"


def check_tree():
    for path in sorted(p for top in ("include", "sim", "models", "tools") for p in pathlib.Path(top).rglob("*.[ch]pp")):
        layer = next((name for name in LAYERS if path.as_posix().startswith(name + "/")), None)
        if layer is None:
            yield f"{path}: belongs to no layer of tools/check_includes.py"
        else:
            yield from check_file(path, layer)


def check_type_names():
    """One name, one type: two definitions in one namespace break the program where both are linked."""
    defined = {}
    for folder in ("include", "sim", "models", "tools"):
        for path in sorted(pathlib.Path(folder).rglob("*.hpp")):
            for name in re.findall(r"^(?:struct|class) (\w+)(?: final)?(?: : [^{;]+)? \{", path.read_text(encoding="utf-8"), re.M):
                if name in defined:
                    yield f"{path}: {name} is defined in {defined[name]} too"
                defined.setdefault(name, path.as_posix())


def main():
    os.chdir(sys.argv[1])
    errors = [*check_tree(), *check_type_names()]
    print("\n".join(errors) or "include layers respected")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
