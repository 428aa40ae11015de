"""The smallest relay on FastAPI and uvicorn: what comes on /ws/image goes to everyone else, and nothing more."""

import gc
import json
import os
import resource
import socket
import sys
import threading

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
viewers = set()


@app.websocket("/ws/image")
async def image(doorbell: WebSocket):
    await doorbell.accept()
    try:
        while True:
            message = await doorbell.receive_bytes()
            for viewer in list(viewers):
                try:
                    await viewer.send_bytes(message)
                except Exception:  # it has gone
                    viewers.discard(viewer)
    except WebSocketDisconnect:
        pass


@app.websocket("/ws/viewer")
async def viewer(webSocket: WebSocket):
    await webSocket.accept()
    viewers.add(webSocket)
    try:
        while True:
            await webSocket.receive()
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        viewers.discard(webSocket)


def control():
    """Answers each line on the standard input with what this process has used, as servers/control.ts says."""
    for line in sys.stdin:
        if line.strip() == "collect":
            gc.collect()
        used = resource.getrusage(resource.RUSAGE_SELF)
        with open("/proc/self/statm") as statm:
            resident = int(statm.read().split()[1]) * resource.getpagesize()
        handles = len(os.listdir("/proc/self/fd"))
        cpu = round((used.ru_utime + used.ru_stime) * 1e6)
        print(json.dumps({"cpu": cpu, "resident": resident, "used": 0, "handles": handles}), flush=True)
    os._exit(0)


listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(2048)
print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
threading.Thread(target=control, daemon=True).start()
config = uvicorn.Config(app, log_level="error", ws_max_size=1 << 20, ws_ping_interval=None)
uvicorn.Server(config).run(sockets=[listening])
