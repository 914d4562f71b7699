import type { Attributes, Tracer } from '@opentelemetry/api';

/** Spans of OpenTelemetry, if the host has its API. */
export interface Tracing {
  /**
   * Runs something as a span. A failure is noted by its name alone: its text may hold personal data.
   *
   * @param isRequest whether it is a request to another server
   */
  run<Result>(name: string, attributes: Attributes, run: () => Promise<Result>, isRequest?: boolean): Promise<Result>;
}

type OpenTelemetry = typeof import('@opentelemetry/api');

/** Creates the spans of an instance. Without the API, and until it is loaded, there are none. */
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

/** Loads the API, which is optional. Bundlers take it for optional too, because a failure is caught here. */
async function loadApi(): Promise<OpenTelemetry | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch {
    return undefined;
  }
}
