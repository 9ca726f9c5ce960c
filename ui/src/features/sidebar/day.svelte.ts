import { createSubscriber } from 'svelte/reactivity';
import { on } from 'svelte/events';

/** The time, for what changes from day to day: it is told anew at midnight, and when the window is looked at again. */
export class Day {
  #subscribe = createSubscriber((update) => {
    let midnight: ReturnType<typeof setTimeout>;
    const look = () => {
      clearTimeout(midnight);
      midnight = setTimeout(passed, untilTomorrow());
    };
    const passed = () => {
      update();
      look();
    };
    // A timer does not count the time that a computer sleeps.
    const leave = on(document, 'visibilitychange', passed);
    const leaveFocus = on(window, 'focus', passed);
    look();
    return () => {
      clearTimeout(midnight);
      leave();
      leaveFocus();
    };
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

function untilTomorrow(): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
}
