export type { Settings } from '@twinbeam/shared/core';
export { createTracker } from './create-tracker.js';
export type { Traits } from './identity.js';
export type { Listener, Report, ServerResult } from './report.js';
export type { Tracker, TrackerOptions, TrackerWindow, TrackOptions } from './tracker.js';
