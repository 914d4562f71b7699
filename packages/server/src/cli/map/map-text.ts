import { type Fields, isFields, type Problem } from '@twinbeam/shared';
import type { MappedBothLegs, MappedLeg } from './map-message.js';

/** Returns a mapped message as lines of text. */
export function toMapText(message: unknown, { pixelId, pixel, server, refusal }: MappedBothLegs): string {
  const { type, event, name } = isFields(message) ? message : ({} as Fields);
  const title = [type, event ?? name].filter((part) => typeof part === 'string').join(' ');
  return [
    `${title || 'message'} → pixel ${pixelId}`,
    `  Pixel   ${toLegText(pixel, toCallText)}`,
    `  Server  ${toLegText(server, (value) => JSON.stringify(value, undefined, 2).replaceAll('\n', '\n          '))}`,
    ...(refusal === undefined ? [] : [`  ✗ Meta refuses it: ${refusal}`]),
  ].join('\n');
}

/** Returns the totals of a check as a line of text. */
export function toCheckText(results: readonly MappedBothLegs[]): string {
  const checked = results.filter(({ isChecked }) => isChecked);
  const refused = checked.filter(({ refusal }) => refusal !== undefined).length;
  if (checked.length === 0) return 'There is no event to check.';
  return `${refused > 0 ? '✗' : '✓'} By the rules of the sandbox, Meta accepts ${checked.length - refused} of ${checked.length} events.`;
}

function toLegText({ value, skipped, problems }: MappedLeg, toText: (value: Fields) => string): string {
  const result = value ? toText(value) : skipped === undefined ? 'rejected' : `nothing: ${skipped}`;
  return [result, ...problems.map(toProblemLine)].join('\n          ');
}

const toProblemLine = ({ severity, code, message }: Problem): string =>
  `${severity === 'error' ? '✗' : '!'} ${code}: ${message ?? ''}`;

function toCallText({ method, pixelId, name, data, eventID }: Fields): string {
  const parts = [method, pixelId, name, data, { eventID }].map((part) => JSON.stringify(part));
  return `fbq(${parts.join(', ')})`;
}
