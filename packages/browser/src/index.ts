export type {
  Address,
  AnyProperties,
  ConsentState,
  ContentProperties,
  EventName,
  EventProperties,
  Product,
  PropertiesOf,
  Settings,
  Traits,
} from '@twinbeam/shared';
export { type AutoSource, autoEvents } from './auto/auto-events.js';
export { createTracker } from './create-tracker.js';
export { debugEvents } from './debug/debug-events.js';
export type { BeforeSend } from './pixel/before-send.js';
export type { Listener, Report, ServerResult } from './reports.js';
export type { ConsentOptions, Tracker, TrackerOptions, TrackOptions } from './tracker/api.js';
export type { PageViewMode } from './tracker/page-views.js';
export type { TrackerWindow } from './tracker/tracker-core.js';
