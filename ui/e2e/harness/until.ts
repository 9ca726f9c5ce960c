import { setTimeout as pause } from 'node:timers/promises';

/** How long a test waits for something before it is told that it will not come, in milliseconds. */
export const PATIENCE = 15_000;

/**
 * Asks again and again until the answer is neither `undefined`, `null` nor `false`, and gives it back.
 * A question that throws counts as not answered; its last error is told when time is up.
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  { within = PATIENCE, every = 25 } = {},
): Promise<T> {
  const end = performance.now() + within;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${what}`, { cause });
    await pause(every);
  }
}
