/** Warns when the stream of events existed before and had to be created again. */
export interface LossWarning {
  /** Notes that the streams exist, and whether the stream of events has just been created. */
  note(isCreated: boolean): void;
}

/** Time within which there is one warning, in milliseconds: several calls may create the stream at the same moment. */
const quietMs = 60_000;

export function createLossWarning(stream: string, servers: string, warn: (text: string) => void): LossWarning {
  let wasThere = false;
  let warnedAt = Number.NEGATIVE_INFINITY;
  return {
    note(isCreated) {
      if (isCreated && wasThere && performance.now() - warnedAt > quietMs) {
        warnedAt = performance.now();
        warn(
          `The stream ${stream} at NATS ${servers} was gone, and is created again: the events that waited in it are lost. Was it deleted, or the store of the nodes? See docs/scaling.md.`,
        );
      }
      wasThere = true;
    },
  };
}
