export type { ConsentState, Settings } from '@twinbeam/shared/core';
export type { ConsentOptions, Tracker, TrackerOptions, TrackOptions } from './api.js';
export { createTracker } from './create-tracker.js';
export type { EventName, EventProperties, Product, PropertiesOf } from './events.js';
export type { Traits } from './identity.js';
export type { PageViewMode } from './page-views.js';
export type { Listener, Report, ServerResult } from './report.js';
export type { TrackerWindow } from './tracker.js';
