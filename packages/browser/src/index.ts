export type { ConsentState, Settings } from '@twinbeam/shared/core';
export { type AutoSource, autoEvents } from './auto/auto-events.js';
export { createTracker } from './create-tracker.js';
export { debugEvents } from './debug/debug-events.js';
export type { EventName, EventProperties, Product, PropertiesOf } from './events.js';
export type { Traits } from './identity.js';
export type { PageViewMode } from './page-views.js';
export type { Listener, Report, ServerResult } from './report.js';
export type { ConsentOptions, Tracker, TrackerOptions, TrackerWindow, TrackOptions } from './tracker.js';
