#!/usr/bin/env python3
"""Fabrics of ours, routed by a real subnet manager in a simulated InfiniBand network, and read back.

Usage: opensm_test.py DATAHALL [TEST...].  Exit 77, with the reason, where its programs are not installed
(tools/setup --fabric).  Nothing leaves the machine, nothing is configured: the simulator and its clients talk
over Unix sockets of a name of this process, and every file lies in a temporary folder.
"""
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
SKIPPED = 77
LIMIT_S = 60  # each program needs well below a second
SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])  # not in the PATH of all users
TOOLS = {name: shutil.which(name, path=SEARCH) for name in ("ibsim", "opensm", "ibnetdiscover", "dump_fts")}
PRELOAD = next((path for folder in ("/usr/lib/*", "/usr/lib64", "/usr/lib")
                for path in glob.glob(folder + "/umad2sim/libumad2sim.so")), None)
# Ended with the test, should that be killed (ctest's time limit).
WITH_US = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
ENGINES = ("minhop", "updn", "ftree", "dfsssp")
# 2 units of 4 nodes with 4 rails: 8 leaves of 4 ports down and 4 up, 4 spines.
SMALL = "topology: {model: rail_optimized}\nnodes: 8\nnics: 4\nradix: 8\n"
# Three tiers of switches with 8 ports: 32 leaves, 32 spines, 16 cores.
TREE = "topology: {model: fat_tree}\nnodes: 128\nnics: 1\nradix: 8\n"


def reason_to_skip():
    missing = [name for name, path in TOOLS.items() if path is None] + ([] if PRELOAD else ["libumad2sim.so"])
    if missing:
        return f"not installed: {', '.join(missing)} (tools/setup --fabric installs them)"
    # Should the preload fail, the subnet manager would take over a real network.
    if glob.glob("/sys/class/infiniband/*"):
        return "this machine has InfiniBand adapters; a second subnet manager is not started beside them"
    return None


class Network:
    """A simulated network of an ibsim file; programs run on its first adapter."""

    def __init__(self, folder, net):
        self.folder = folder
        text = pathlib.Path(net).read_text(encoding="ascii")
        socket = f"datahall-{os.getpid()}"
        self.log = os.path.join(folder, "ibsim.log")
        # The subnet manager believes what an earlier run has left in its cache.
        self.cache = tempfile.mkdtemp(prefix="cache-", dir=folder)
        self.environment = {**os.environ, "IBSIM_SOCKNAME": socket, "OSM_TMP_DIR": self.cache, "OSM_CACHE_DIR": self.cache,
                            "SIM_HOST": re.search(r'^Hca\s+\d+ "([^"]+)"', text, re.M).group(1)}
        with open(self.log, "w", encoding="ascii") as log:
            self.server = subprocess.Popen([*WITH_US, TOOLS["ibsim"], "-s", "-n", net], env=self.environment, cwd=folder,
                                           stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.wait_for(f"@{socket}:ctl")

    def wait_for(self, socket):
        end = time.monotonic() + LIMIT_S
        while socket not in pathlib.Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace"):
            if self.server.poll() is not None or time.monotonic() > end:
                self.close()
                raise AssertionError("ibsim does not start: " + pathlib.Path(self.log).read_text(encoding="utf-8"))
            time.sleep(0.02)

    def run(self, tool, *words):
        # Not for setpriv, which would be a client as well.
        preloaded = ["env", "LD_PRELOAD=" + PRELOAD, TOOLS[tool], *words]
        done = subprocess.run([*WITH_US, *preloaded], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{done.args} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def close(self):
        self.server.kill()
        self.server.wait(timeout=LIMIT_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class SubnetManager(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="datahall opensm ")  # with a space: no path may be split
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        pathlib.Path(self.path(name)).write_text(text, encoding="ascii")
        return self.path(name)

    def datahall(self, *words):
        done = subprocess.run([PROGRAM, "fabric", *words], capture_output=True, text=True, timeout=LIMIT_S, check=False)
        self.assertEqual(done.returncode, 0, f"{done.args}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def counts(self, file, *words):
        """What `fabric check` says but its name and the tree, which only a plan of ours knows by formula."""
        found = json.loads(self.datahall("check", file, *words, "--format", "json"))
        return {name: row["value"] for part in ("given", "follows") for name, row in found[part].items()
                if name not in ("fabric", "tree_levels")}

    def rows(self, file, *words):
        found = json.loads(self.datahall("routes", file, *words, "--permutations", "31", "--format", "json"))
        return {row.pop("engine"): row for row in found["list"]}

    def routed_by_opensm(self, net):
        """Rows of `fabric routes` of the tables of each engine; also checks that the fabric came back as it was."""
        rows = {}
        for engine in ENGINES:
            with Network(self.folder, net) as network:
                network.run("opensm", "-R", engine, "-o", "-e", "-f", self.path(engine + ".log"))
                fabric = self.write(engine + ".ibnetdiscover", network.run("ibnetdiscover"))
                self.write(engine + ".fts", network.run("dump_fts"))
            self.assertIn("SUBNET UP", self.log(engine))
            ignore = ["--set", "topology.speeds=ignore"]  # simulated cables are all 4xSDR
            self.assertEqual(self.datahall("write", fabric, *ignore, "--as", "ibsim"),
                             pathlib.Path(net).read_text(encoding="ascii"))
            tables = ["--set", f"routing={{model: lft, tables: {engine}.fts, fabric: {engine}.ibnetdiscover}}"]
            (rows[engine],) = self.rows(fabric, *ignore, *tables).values()
            self.assertEqual(rows[engine]["unrouted"], 0, engine)
        return rows

    def log(self, engine):
        return pathlib.Path(self.path(engine + ".log")).read_text(encoding="utf-8")

    def of_ours(self, sheet):
        return self.rows(sheet, *(word for engine in ENGINES for word in ("--engine", engine)))

    def net_of(self, sheet):
        net = self.path("fabric.net")
        self.datahall("write", sheet, "--as", "ibsim", "--output", net)
        return net

    def test_a_rail_optimized_fabric_is_routed_as_our_engines_do(self):
        sheet = self.write("sheet.yaml", SMALL)
        theirs = self.routed_by_opensm(self.net_of(sheet))
        for engine, row in theirs.items():
            # 32 hosts * 28 on other leaves over 32 cables, each way; shifts never meet.
            self.assertEqual([row[k] for k in ("up_least", "up_most", "down_least", "down_most")], [28] * 4, engine)
            self.assertEqual((row["shift_worst"], row["shift_flows"]), (1, 1), engine)
        self.assertEqual(theirs, self.of_ours(sheet))
        # Counts do not change on the way through two formats and the simulator.
        self.assertEqual(self.counts(sheet), self.counts(self.path("ftree.ibnetdiscover"), "--set", "topology.speeds=ignore"))

    def test_a_tree_of_three_tiers_is_routed_as_our_engines_do(self):
        sheet = self.write("sheet.yaml", TREE)
        theirs, ours = self.routed_by_opensm(self.net_of(sheet)), self.of_ours(sheet)
        for engine in ("minhop", "updn", "ftree"):
            self.assertEqual(theirs[engine], ours[engine], engine)
        # Other order of pairs, other ways: on a complete tree ours are no worse.
        for figure in ("up_most", "down_most", "shift_flows"):
            self.assertLessEqual(ours["dfsssp"][figure], theirs["dfsssp"][figure])
        self.assertEqual(self.counts(sheet), self.counts(self.path("ftree.ibnetdiscover"), "--set", "topology.speeds=ignore"))

    def test_a_lost_cable_is_routed_around_and_no_tree_any_more(self):
        whole = pathlib.Path(self.net_of(self.write("sheet.yaml", SMALL))).read_text(encoding="ascii")
        kept, device = [], ""
        for line in whole.splitlines(keepends=True):
            device = line if line.startswith(("Switch", "Hca")) else device
            if not any(f'"{a}"' in device and f'"{b}"' in line and line != device
                       for a, b in (("leaf-0", "spine-0"), ("spine-0", "leaf-0"))):
                kept.append(line)
        net = self.write("damaged.net", "".join(kept))
        theirs, ours = self.routed_by_opensm(net), self.of_ours(net)
        self.assertIn("hasn't been identified as FatTree", self.log("ftree"))
        self.assertEqual(theirs["ftree"], theirs["minhop"])
        self.assertEqual(ours["minhop"], theirs["minhop"])
        self.assertEqual(ours["ftree"], theirs["ftree"])
        # Upwards and in shifts ours are no worse.  Not so downwards, with OpenSM 3.3.23: dfsssp has 56 at most, theirs 52.
        for figure in ("up_most", "shift_flows"):
            self.assertLessEqual(ours["updn"][figure], theirs["updn"][figure])
            self.assertLessEqual(ours["dfsssp"][figure], theirs["dfsssp"][figure])
        self.assertEqual(self.counts(net)["leaf_spine_cables"], 31)


if __name__ == "__main__":
    WHY = reason_to_skip()
    if WHY is not None:
        print("opensm_test: skipped:", WHY)
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
