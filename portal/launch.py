"""Starts the portal's processes: `python -m portal.launch settings|ports|demo|serve` (called by tools/demo.sh and tools/serve.sh).

honcho keeps the group: Ctrl-C or SIGTERM ends all; tools/keep.sh starts a process again that died.
"""

import http.client
import json
import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from honcho.manager import Manager

from portal import env
from portal.options import OPTIONS

_PYTHON = sys.executable
_BIN = Path(_PYTHON).parent
_READY_WITHIN_S = 60


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def check_ports() -> None:
    """The web port must be free; the demo directory takes another one when its own is taken."""
    config = env.read(OPTIONS)
    port = config.number("PORT")
    if not _is_free(port):
        sys.exit(f"Port {port} is taken by another program. Choose another one: PORT=8001 make demo")
    if config.flag("LOUPE_DEMO") and not _is_free(config.number("LOUPE_DIRECTORY_PORT")):
        env.keep_demo_settings(LOUPE_DIRECTORY_PORT=str(_any_free_port()))


def _web(port: int, workers: int, threads: int) -> str:
    return (
        f"{_BIN}/granian --interface wsgi --host 127.0.0.1 --port {port} --workers {workers} --blocking-threads {threads} "
        "--no-ws --log-level warning portal.wsgi:application"
    )


def _processes(config: env.Options) -> dict[str, str]:
    celery = f"{_BIN}/celery -A portal.celery:app"
    return {
        "web": _web(config.number("PORT"), config.number("LOUPE_WEB_WORKERS"), config.number("LOUPE_WEB_THREADS")),
        "worker": f"{celery} --quiet worker --pool threads --concurrency 2 --loglevel WARNING --without-gossip --without-mingle",
        "scheduler": f"{celery} --quiet beat --loglevel WARNING --pidfile=",
    }


def _run(processes: dict[str, str], banner: str, port: int) -> None:
    manager = Manager()
    for name, command in processes.items():
        manager.add_process(name, f"exec tools/keep.sh {name}", env=env.with_environment(PYTHONUNBUFFERED="1", KEEP_COMMAND=command))
    threading.Thread(target=_announce, args=(banner, port), daemon=True).start()
    manager.loop()
    sys.exit(0 if manager.returncode in (0, None, 130, 143, -2, -15) else manager.returncode)


def _announce(banner: str, port: int) -> None:
    """Say where to look once the portal answers."""
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        if _answers(port):
            _say(banner)
            return
        time.sleep(0.2)
    _say("The portal does not answer yet; its log above says why.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _manage(*words: str) -> str:
    return shlex.join([_PYTHON, "manage.py", *words])


def _step(*words: str) -> None:
    """Run one management command to its end; a signal ends both."""
    code = subprocess.call([_PYTHON, "manage.py", *words], env=env.with_environment(PYTHONUNBUFFERED="1", LOUPE_LOG_LEVEL="WARNING"))
    if code:
        sys.exit(code if code > 0 else 128 - code)


_DEMO_BANNER = """
  Loupe answers at http://localhost:{port}  (DEMO, this machine only)

  Sign in as support, engineer, devops, manager, security or admin; the password is loupe-demo.
  Try: paste a customer's complaint into the search box. Data: {data}. Ctrl-C ends everything.
"""


def demo() -> None:
    """History first (only what is missing), then web, worker, scheduler, directory and the company that goes on living."""
    config = env.read(OPTIONS)
    port = config.number("PORT")
    if not _has_history(env.data_dir() / "simulation.json"):
        _say("Simulating 26 months of a jewellery maker; once, about two minutes …")
        _step("simulate", "--history-only")
        _step("compute_findings", "--within-s", "40")
    processes = {
        **_processes(config),
        "directory": _manage("demo_directory", "--port", str(config.number("LOUPE_DIRECTORY_PORT"))),
        "company": _manage("simulate", "--live"),
    }
    _run(processes, _DEMO_BANNER.format(port=port, data=env.data_dir()), port)


def _has_history(state: Path) -> bool:
    """Whether an earlier start wrote the whole history; one that was interrupted goes on."""
    if not state.exists():
        return False
    told = json.loads(state.read_text(encoding="utf-8"))
    return bool(told["reached_ns"] >= told["plan"]["planned_end_ns"])


def serve() -> None:
    """The portal as configured."""
    config = env.read(OPTIONS)
    port = config.number("PORT")
    _run(_processes(config), f"Loupe answers at http://localhost:{port}", port)


_COMMANDS = {"settings": env.keep_demo_settings, "ports": check_ports, "demo": demo, "serve": serve}

if __name__ == "__main__":
    os.chdir(env.ROOT)
    _COMMANDS[sys.argv[1]]()
