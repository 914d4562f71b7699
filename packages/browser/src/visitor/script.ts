import { findTracker } from '../tag/find-tracker.js';
import { completeVisitor } from './complete-visitor.js';

/** Completion of the visitor as a file of its own (`t-visitor.js`), for in-app browsers and `ipv6Url`. */
const twinbeam = findTracker(window);
if (twinbeam.visitor) {
  const { ipv6Url, isAllowed, done } = twinbeam.visitor;
  void completeVisitor(window, ipv6Url, isAllowed).then(done, done);
}
