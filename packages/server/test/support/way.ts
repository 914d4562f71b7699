import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** The network between a client and a server, to be cut. */
export interface Way {
  address: string;
  /** Nothing passes any more, and nobody is told: what is sent gets no answer. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Passes on whatever comes to a port of this host; `port` 0 takes any that is free. */
export async function startWay(target: () => number, port = 0): Promise<Way> {
  let whole = true;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const beyond = connect(target(), '127.0.0.1');
    for (const [from, to] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (whole) to.write(data);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        if (whole) to.destroy();
      });
    }
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      whole = false;
    },
    mend() {
      whole = true;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
