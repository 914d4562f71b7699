// With its plug-ins inside: the other entry fetches them from RudderStack's own hosts.
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const analytics = new RudderAnalytics();
const server = `${location.origin}/rudderstack`;
analytics.load('benchmarkbenchmarkbenchmark', server, { configUrl: server });
analytics.page();
window.track = (...call) => analytics.track(...call);
