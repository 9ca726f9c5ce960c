/** Without `requestIdleCallback`, so long after the last step nothing is thought to go on, in milliseconds. */
const QUIET = 10;

/** Waits until nothing else goes on, so that what is done then is felt by nobody. */
export function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve);
    else setTimeout(resolve, QUIET);
  });
}
