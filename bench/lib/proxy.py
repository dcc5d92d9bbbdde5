"""A TCP proxy that counts network flights and can make the network longer.

A flight is a burst of bytes from the client that comes after something has been delivered to it: what a
client pays one round trip for. The delay holds each chunk for half a round trip in each direction and never
limits how many are on the way, so a client that pipelines is not slowed twice.
"""
import collections
import ctypes
import select
import socket
import threading
import time

CHUNK = 1 << 18


class _Link:
    """One direction of one connection: chunks and the time at which each is due."""

    def __init__(self, source, sink):
        self.source, self.sink, self.chunks, self.open, self.full = source, sink, collections.deque(), True, False


class Proxy:
    """Listens on `port` and forwards to 127.0.0.1:`target`; `flights` and `connections` count until reset()."""

    def __init__(self, target, round_trip=0.0):
        self.target, self.delay = target, round_trip / 2
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.up, self.down, self.quiet = {}, {}, set()
        self.reset()
        self.running = True
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def reset(self):
        self.flights = self.connections = self.bytes_up = 0

    def close(self):
        self.running = False
        self.thread.join(5)
        self.listener.close()

    def _serve(self):
        # Linux adds 50 µs of slack to every timeout, a tenth of the delay that is wanted here.
        ctypes.CDLL(None).prctl(29, 1000, 0, 0, 0)
        while self.running:
            links = [link for side in (self.up, self.down) for link in side.values()]
            reading = [self.listener] + [link.source for link in links if link.open]
            full = [link.sink for link in links if link.full]
            due = min((link.chunks[0][0] for link in links if link.chunks and not link.full), default=None)
            wait = 0.2 if due is None else max(0.0, due - time.perf_counter())
            for source in select.select(reading, full, [], wait)[0]:
                if source is self.listener:
                    self._accept()
                else:
                    self._receive(source)
            for link in links:
                self._deliver(link)

    def _accept(self):
        client, _ = self.listener.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        for s in (client, server):
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.setblocking(False)
        self.up[client], self.down[server] = _Link(client, server), _Link(server, client)
        self.quiet.add(client)
        self.connections += 1

    def _receive(self, source):
        link = self.up.get(source) or self.down.get(source)
        if link is None:
            return
        try:
            data = source.recv(CHUNK)
        except ConnectionError:
            data = b""
        if not data:
            link.open = False
        elif source in self.up:
            self.bytes_up += len(data)
            if source in self.quiet:
                self.quiet.discard(source)
                self.flights += 1
        link.chunks.append((time.perf_counter() + self.delay, data))

    def _deliver(self, link):
        now = time.perf_counter()
        while link.chunks and link.chunks[0][0] <= now:
            due, data = link.chunks.popleft()
            if not data:
                return self._end(link)
            try:
                sent = link.sink.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                return self._end(link)
            link.full = sent < len(data)
            if sent and link.sink in self.up:
                self.quiet.add(link.sink)
            if link.full:
                link.chunks.appendleft((due, data[sent:]))
                return

    def _end(self, link):
        try:
            link.sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        client = link.source if link.source in self.up else link.sink
        server = link.sink if client is link.source else link.source
        other = self.down.get(server) if client is link.source else self.up.get(client)
        link.open = link.full = False
        link.chunks.clear()
        if other is None or not other.open:
            for s in (client, server):
                s.close()
            self.up.pop(client, None)
            self.down.pop(server, None)
            self.quiet.discard(client)
