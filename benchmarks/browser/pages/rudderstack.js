// The bundled entry contains the plug-ins; the other entry loads them from RudderStack's own hosts.
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();
const server = `${location.origin}/rudderstack`;
analytics.load('benchmarkbenchmarkbenchmark', server, { configUrl: server });
analytics.page();
window.track = (...call) => analytics.track(...call);
