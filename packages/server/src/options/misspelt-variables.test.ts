import { expect, it } from 'vitest';
import { describeMisspeltVariables } from './misspelt-variables.js';

it.each([
  ['TWINBEAM_OUTBX', 'TWINBEAM_OUTBOX'],
  ['TWINBEAM_METRIC_TOKEN', 'TWINBEAM_METRICS_TOKEN'],
  ['TWINBEAM_PIXEL', 'TWINBEAM_PIXELS'],
])('%s is taken for %s', (name, meant) => {
  expect(describeMisspeltVariables({ [name]: 'secret' })).toEqual([
    `The variable ${name} has no effect: is ${meant} meant?`,
  ]);
});

it.each([
  'TWINBEAM_OUTBOX',
  'TWINBEAM_PIXELS',
  'TWINBEAM_SHOP_COLOUR',
  'TWINBEAM_HOME',
  // Kubernetes sets these for a service with the name `twinbeam`.
  'TWINBEAM_PORT',
  'TWINBEAM_SERVICE_HOST',
  'TWINBEAM_PORT_80_TCP',
  'OUTBOX',
  'META_PIXEL_ID',
])('%s is not misspelt', (name) => {
  expect(describeMisspeltVariables({ [name]: 'x' })).toEqual([]);
});
