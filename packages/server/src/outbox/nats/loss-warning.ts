/** Warns when the stream of events was there before, and had to be created again. */
export interface LossWarning {
  /** Notes that the streams are there, and whether that of the events was created. */
  note(isCreated: boolean): void;
}

/** Several calls may create it at the same moment; so long, in milliseconds, it is told once. */
const quietMs = 60_000;

export function createLossWarning(stream: string, servers: string): LossWarning {
  let wasThere = false;
  let warnedAt = Number.NEGATIVE_INFINITY;
  return {
    note(isCreated) {
      if (isCreated && wasThere && performance.now() - warnedAt > quietMs) {
        warnedAt = performance.now();
        process.emitWarning(
          `The stream ${stream} at NATS ${servers} was gone, and is created again: the events that waited in it are lost. Was it deleted, or the store of the nodes? See docs/scaling.md.`,
        );
      }
      wasThere = true;
    },
  };
}
