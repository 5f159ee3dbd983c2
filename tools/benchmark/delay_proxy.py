#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A DNS forwarder that answers late, so that a loopback server is as far away as a resolver is.

    delay_proxy.py UPSTREAM_PORT DELAY_MS    (prints the port it listens on, UDP of 127.0.0.1)
"""
import asyncio
import sys


class Upstream(asyncio.DatagramProtocol):
    def __init__(self, query, answered):
        self.query, self.answered = query, answered

    def connection_made(self, transport):
        self.transport = transport
        transport.sendto(self.query)

    def datagram_received(self, data, _):
        self.answered(data)
        self.transport.close()


class Front(asyncio.DatagramProtocol):
    def __init__(self, port, delay):
        self.port, self.delay = port, delay
        self.tasks = set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        task = asyncio.ensure_future(self.ask(data, sender))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def ask(self, query, sender):
        loop = asyncio.get_running_loop()
        due = loop.time() + self.delay

        def answered(data):
            loop.call_at(due, self.transport.sendto, data, sender)

        await loop.create_datagram_endpoint(lambda: Upstream(query, answered), remote_addr=("127.0.0.1", self.port))


async def main():
    port, delay = int(sys.argv[1]), float(sys.argv[2]) / 1000
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: Front(port, delay), local_addr=("127.0.0.1", 0))
    print(transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
