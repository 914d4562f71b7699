import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy between a client and a server, to break the network. */
export interface TcpProxy {
  address: string;
  /** Stops passing data on, without closing connections: what is sent gets no response. */
  cut(): void;
  restore(): void;
  close(): void;
}

/** Passes connections to a free port of this host on to the target. */
export async function startTcpProxy(target: () => number): Promise<TcpProxy> {
  let isWhole = true;
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (data) => {
      if (isWhole) to.write(data);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (isWhole) to.destroy();
    });
  };
  const server = createServer((socket) => {
    const upstream = connect(target(), '127.0.0.1');
    pass(socket, upstream);
    pass(upstream, socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroySockets = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isWhole = false;
    },
    restore() {
      isWhole = true;
      destroySockets();
    },
    close() {
      server.close();
      destroySockets();
    },
  };
}
