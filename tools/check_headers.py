#!/usr/bin/env python3
"""Compiles every header of ours alone, with all warnings as errors.

Without --compiler: with g++ and, if installed, clang++-14.  ccache makes the second run fast.
"""
import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

WARNINGS = ("-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast "
            "-Wnon-virtual-dtor -Werror -ffp-contract=off").split()


SCRATCH = "build/headers"  # always the same place: ccache looks at paths


def compile_alone(compiler, header, includes):
    """The compiler's messages; empty if the header compiles."""
    stem = os.path.join(SCRATCH, os.path.basename(compiler), str(header).replace("/", "_"))
    with open(stem + ".cpp", "w", encoding="utf-8") as source:
        source.write(f'#include "{header}"\n')
    command = [compiler, "-std=c++20", *WARNINGS, "-I.", "-Iinclude", *includes, "-c", stem + ".cpp", "-o", stem + ".o"]
    if shutil.which("ccache"):
        command.insert(0, "ccache")
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stderr or ("no message" if run.returncode else "")


def include_name(path):
    return path.relative_to("include") if path.is_relative_to("include") else path


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root")
    parser.add_argument("system_include", nargs="*", help="a folder of third-party headers")
    parser.add_argument("--compiler", action="append")
    return parser.parse_args()


def main():
    arguments = read_arguments()
    os.chdir(arguments.root)
    includes = [part for folder in arguments.system_include for part in ("-isystem", folder)]
    headers = [include_name(path) for top in ("include", "sim", "models", "tools")
               for path in sorted(pathlib.Path(top).rglob("*.hpp"))]
    compilers = arguments.compiler or [c for c in ("g++", "clang++-14") if shutil.which(c)]
    for compiler in compilers:
        os.makedirs(os.path.join(SCRATCH, os.path.basename(compiler)), exist_ok=True)
    failed = 0
    pairs = [(c, h) for h in headers for c in compilers]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda pair: compile_alone(*pair, includes), pairs)
        for (compiler, header), messages in zip(pairs, results):
            if messages:
                failed += 1
                print(f"{header} does not compile alone with {compiler}:\n{messages}")
    print(f"{len(headers)} headers, {' and '.join(compilers)}: {failed} failures")
    return bool(failed or not headers)


if __name__ == "__main__":
    sys.exit(main())
