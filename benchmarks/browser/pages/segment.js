import { AnalyticsBrowser } from '@segment/analytics-next';

const analytics = AnalyticsBrowser.load({ writeKey: 'benchmark', cdnURL: `${location.origin}/segment` });
analytics.page();
window.track = (...call) => analytics.track(...call);
