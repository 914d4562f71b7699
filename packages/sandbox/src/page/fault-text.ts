import type { Fault } from '../faults/fault.js';

/** Describes a fault by its fields: `Pixel: status 500, delayMs 4000, times 2`. */
export function toFaultText({ name, target, ...fields }: Fault): string {
  const title = `${name === undefined ? '' : `${name}, `}${target === 'graph' ? 'Graph' : 'Pixel'}`;
  const values = Object.entries(fields).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return values.length === 0 ? title : `${title}: ${values.join(', ')}`;
}
