/** How long a job rests, as a multiple of the time it took: it takes a fifth of the time at most. */
const REST = 4;
/** A job that is due sooner than this, in milliseconds, is done at once. */
const SOON = 8;

/** Does a job whenever asked, but a costly one less often: a huge open block must not stop the window. */
export class Pace {
  private due = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly job: () => void) {}

  /** Does the job now or, if it is too soon, a little later. */
  ask(): void {
    if (this.timer !== undefined) return;
    const wait = this.due - performance.now();
    if (wait < SOON) this.now();
    else this.timer = setTimeout(() => this.now(), wait);
  }

  /** Does the job now. */
  now(): void {
    this.cancel();
    const start = performance.now();
    this.job();
    const end = performance.now();
    this.due = end + (end - start) * REST;
  }

  /** Forgets a job that is still to be done. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
