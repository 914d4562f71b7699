/** The actions of a traced process that matter for its disk, in order. */
export type TraceStep =
  /** A write to a file begins: from now on, any part of it may be on disk. */
  | { kind: 'write'; id: number; file: string; offset: number; bytes: Buffer }
  /** A write has returned. It is `durable` if the file was opened so that writes return only when they are on disk. */
  | { kind: 'written'; id: number; durable: boolean }
  /** A sync begins. It covers the writes that returned before. */
  | { kind: 'sync'; id: number; file: string }
  /** A sync has succeeded. */
  | { kind: 'synced'; id: number }
  /** The file, now complete, has got its name; before that it does not exist. */
  | { kind: 'named' }
  /** The process begins to write to its standard output. */
  | { kind: 'output'; text: string };

/** Arguments that make `strace` write a trace which `parseTrace` can read. */
export const straceArguments = (output: string): string[] => [
  '-f',
  '-xx',
  ...['-s', '10000000'],
  ...['-e', 'trace=openat,close,lseek,link,write,writev,pwrite64,pwritev,fdatasync,fsync,msync'],
  ...['-o', output],
];

interface Descriptor {
  file: string;
  durable: boolean;
  /** The position at which `writev` writes. */
  position: number;
}

/** Parses a trace of `strace`. Throws if it cannot replay a call on a watched file. */
export function parseTrace(trace: string, isWatched: (file: string) => boolean): TraceStep[] {
  const steps: TraceStep[] = [];
  const descriptors = new Map<string, Descriptor>();
  const unfinished = new Map<string, { call: string; id: number }>();
  let lastId = 0;

  const begin = (call: string, id: number): void => {
    const { name, argument } = readHead(call);
    const descriptor = descriptors.get(argument);
    if (name === 'write' && argument === '1') steps.push({ kind: 'output', text: readBytes(call).toString() });
    if (descriptor === undefined || name === 'close' || name === 'lseek') return;
    const { file } = descriptor;
    if (name === 'pwrite64') {
      steps.push({ kind: 'write', id, file, offset: readOffset(call), bytes: readBytes(call) });
    } else if (name === 'writev') {
      const bytes = readBytes(call);
      steps.push({ kind: 'write', id, file, offset: descriptor.position, bytes });
      descriptor.position += bytes.length;
    } else if (name === 'fdatasync' || name === 'fsync') {
      steps.push({ kind: 'sync', id, file });
    } else {
      throw new Error(`The trace holds a call of ${name} on ${file}, which is not replayed.`);
    }
  };

  const end = (call: string, id: number, result: number): void => {
    const { name, argument } = readHead(call);
    const descriptor = descriptors.get(argument);
    if (name === 'openat') {
      const file = readBytes(call).toString();
      if (isWatched(file)) descriptors.set(String(result), { file, durable: /O_D?SYNC/.test(call), position: 0 });
      else descriptors.delete(String(result));
    } else if (name === 'link' && isWatched(readBytes(call.slice(call.indexOf(','))).toString()))
      steps.push({ kind: 'named' });
    else if (name === 'close') descriptors.delete(argument);
    else if (descriptor === undefined) return;
    else if (name === 'lseek') descriptor.position = result;
    else if (name === 'writev' || name === 'pwrite64') steps.push({ kind: 'written', id, durable: descriptor.durable });
    else if (result === 0) steps.push({ kind: 'synced', id });
  };

  for (const line of trace.split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const pending = unfinished.get(thread);
    if (pending && text.startsWith('<... ')) {
      unfinished.delete(thread);
      end(pending.call, pending.id, readResult(text));
    } else if (text.endsWith(' <unfinished ...>')) {
      unfinished.set(thread, { call: text, id: ++lastId });
      begin(text, lastId);
    } else if (/^\w+\(/.test(text)) {
      begin(text, ++lastId);
      end(text, lastId, readResult(text));
    }
  }
  return steps;
}

/** Returns the name of a call, and its first argument. */
function readHead(call: string): { name: string; argument: string } {
  const [, name = '', argument = ''] = /^(\w+)\((\w*)/.exec(call) ?? [];
  return { name, argument };
}

/** Returns the bytes of all texts of a call, joined, because the buffers in a list are written one after the other. */
function readBytes(call: string): Buffer {
  const texts = call.match(/"(?:\\x[0-9a-f]{2})*"/g) ?? [];
  return Buffer.from(texts.join('').replaceAll(/["\\x]/g, ''), 'hex');
}

/** Returns the offset of a `pwrite64` call, its last argument. */
const readOffset = (call: string): number => Number(/", \d+, (\d+)/.exec(call.slice(call.lastIndexOf('"')))?.[1]);

const readResult = (text: string): number => Number(/= (-?\d+)[^=]*$/.exec(text)?.[1]);
