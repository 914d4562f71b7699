import type { LogSampler } from '../log/log-sampler.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { HttpResponse } from './http-message.js';

export interface BodyRefusalOptions {
  metrics: Pick<Metrics, 'refused'>;
  sampler: LogSampler;
}

const alreadyReadText =
  'requests failed: their body was read before Twinbeam could read it; put Twinbeam before what reads or parses bodies';

/** Creates a function that counts a request whose body could not be read, and logs if the host caused it. */
export function createBodyRefusal({ metrics, sampler }: BodyRefusalOptions): (error: HttpResponse) => HttpResponse {
  return (error) => {
    metrics.refused(`body-${error.status}`);
    if (error.status === 500) sampler.log('warn', 'body already read', {}, alreadyReadText);
    return error;
  };
}
