import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** How often kafkajs looks at requests that wait for a free place, ms. */
const CHECK_PENDING_MS = 10;

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms per connection for ever, 4 % of a core each while nothing happens
 * (https://github.com/tulios/kafkajs/issues/1556). Here the timer runs only while something waits or the broker throttles us.
 */
export const stopIdleSpin = (): void => {
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.throttleCheckTimeoutId !== null) return;
    const throttledFor = this.throttledUntil - Date.now();
    if (this.pending.length === 0 && throttledFor <= 0) return;
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, throttledFor > 0 ? throttledFor : CHECK_PENDING_MS);
  };
};
