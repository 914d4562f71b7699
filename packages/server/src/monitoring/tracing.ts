import type { Attributes, Tracer } from '@opentelemetry/api';

/** Creates OpenTelemetry spans, if the host has its API. */
export interface Tracing {
  /**
   * Runs a function in a span. Of an error only the name is recorded, because its message may contain personal data.
   *
   * @param isRequest whether it is a request to another server
   */
  run<Result>(name: string, attributes: Attributes, run: () => Promise<Result>, isRequest?: boolean): Promise<Result>;
}

type OpenTelemetry = typeof import('@opentelemetry/api');

/** Creates the tracing of an instance. Without the API, and until it is loaded, no spans are created. */
export function createTracing(load = loadApi): Tracing {
  let started: { api: OpenTelemetry; tracer: Tracer } | undefined;
  void load().then((api) => {
    if (api) started = { api, tracer: api.trace.getTracer('@twinbeam/server') };
  });
  return {
    run(name, attributes, run, isRequest = false) {
      if (!started) return run();
      const { SpanKind, SpanStatusCode } = started.api;
      const kind = isRequest ? SpanKind.CLIENT : SpanKind.INTERNAL;
      return started.tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
        try {
          return await run();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}

/** Loads the API, which is optional. Because a failure is caught here, bundlers treat it as optional too. */
async function loadApi(): Promise<OpenTelemetry | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch {
    return undefined;
  }
}
