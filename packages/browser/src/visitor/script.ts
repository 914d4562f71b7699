import { findTracker } from '../tag/find-tracker.js';
import { completeVisitor } from './complete-visitor.js';

/** The lookup of more visitor data as a separate file (`t-visitor.js`), for in-app browsers and `ipv6Url`. */
const twinbeam = findTracker(window);
if (twinbeam.visitor) {
  const { ipv6Url, isAllowed, done } = twinbeam.visitor;
  void completeVisitor(window, ipv6Url, isAllowed).then(done, done);
}
