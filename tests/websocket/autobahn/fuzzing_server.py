"""
The Autobahn test suite's fuzzing server: plays one case to each client that connects to `/NUMBER`.

Prints one JSON object a line: first `{"port": …, "cases": [NUMBER, …]}`, then one for each case that has been played.
Ends when its standard input does.
"""

import asyncio
import json
import sys

import txaio
from autobahn.asyncio.websocket import WebSocketServerFactory, WebSocketServerProtocol
from autobahn.websocket import protocol as autobahn_protocol

from suite import Utf8Validator, load_cases, to_bytes, to_text

GROUPS = {1, 2, 3, 4, 5, 6, 7, 9, 10}


def say(what):
    print(json.dumps(what), flush=True)


class QuickMasker:
    """Does what autobahn's does, a message at a time."""

    def __init__(self, mask):
        self._mask = bytes(mask)
        self._position = 0

    def pointer(self):
        return self._position

    def reset(self):
        self._position = 0

    def process(self, data):
        count = len(data)
        start = self._position % 4
        mask = (self._mask[start:] + self._mask[:start]) * (count // 4 + 1)
        self._position += count
        masked = int.from_bytes(data, "big") ^ int.from_bytes(mask[:count], "big")
        return masked.to_bytes(count, "big")


autobahn_protocol.create_xor_masker = lambda mask, length=None: QuickMasker(mask)
autobahn_protocol.Utf8Validator = Utf8Validator


class FuzzingProtocol(WebSocketServerProtocol):
    """What the cases call `self.p`."""

    connectionWasOpen = False
    createWirelog = False
    case = None

    def onConnect(self, request):
        self.number = request.path.lstrip("/")
        self.case = self.factory.cases[self.number](self)
        self.txFrameStats = {}

    def onOpen(self):
        self.connectionWasOpen = True
        self.case.onOpen()

    def onMessage(self, payload, isBinary):
        self.case.onMessage(to_text(payload), isBinary)

    def onPong(self, payload):
        self.case.onPong(to_text(payload))

    def onClose(self, wasClean, code, reason):
        if self.case:
            self.case.onClose(wasClean, code, reason)

    def connection_lost(self, exc):
        super().connection_lost(exc)
        case, self.case = self.case, None
        if case is None:
            return
        case.onConnectionLost(self.failedByMe)
        say(
            {
                "id": self.number,
                "behavior": case.behavior,
                "close": case.behaviorClose,
                "result": f"{case.result} {case.resultClose}. {self.wasNotCleanReason or ''}",
            }
        )

    def logTxFrame(self, frameHeader, payload, repeatLength, chopsize, sync):
        self.txFrameStats[frameHeader.opcode] = self.txFrameStats.get(frameHeader.opcode, 0) + 1

    def enableWirelog(self, enable):
        self.createWirelog = enable

    def later(self, delay, action):
        def act():
            if self.state != WebSocketServerProtocol.STATE_CLOSED:
                action()

        asyncio.get_running_loop().call_later(delay, act)

    def continueLater(self, delay, action, tag=None):
        self.later(delay, action)

    def killAfter(self, delay):
        self.later(delay, lambda: self._fail_connection(self.CLOSE_STATUS_CODE_GOING_AWAY, "took too long"))

    def closeAfter(self, delay):
        self.later(delay, self.sendClose)

    def sendFrame(self, opcode, payload=b"", **options):
        super().sendFrame(opcode, to_bytes(payload), **options)

    def sendMessage(self, payload, isBinary=False, **options):
        super().sendMessage(to_bytes(payload), isBinary, **options)

    def sendMessageFrameData(self, payload, **options):
        return super().sendMessageFrameData(to_bytes(payload), **options)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        super().sendCloseFrame(code, reasonUtf8 and to_bytes(reasonUtf8), isReply)


async def main():
    factory = WebSocketServerFactory()
    factory.protocol = FuzzingProtocol
    factory.cases = load_cases(GROUPS)
    factory.logFrames = True
    factory.setProtocolOptions(failByDrop=False, closeHandshakeTimeout=5, openHandshakeTimeout=10)
    loop = asyncio.get_running_loop()
    txaio.use_asyncio()
    txaio.config.loop = loop
    server = await loop.create_server(factory, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1], "cases": list(factory.cases)})
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
