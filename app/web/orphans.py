"""A worker whose parent was killed leaves: nobody would stop it any more, and it would keep the port for ever.

Not by a signal that the system sends at the parent's death: one that comes while the application is loaded is lost.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
FINISH_SECONDS = 10.0  # for the requests that are being answered


def watch() -> None:
    """Look after the parent from now on, if this process was made by one that makes workers."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        threading.Thread(target=_stay_with, args=(parent.pid,), name="parent", daemon=True).start()


def _stay_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(FINISH_SECONDS)
    os._exit(1)
