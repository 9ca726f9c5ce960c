import type { Part } from './part';
import { until } from './until';

interface Watched {
  delays?: number[];
}

/** From now on, measures how long each key pressed in a field takes until its letter is drawn. */
export async function watchTyping(field: Part): Promise<void> {
  await field.run((element) => {
    const delays: number[] = ((globalThis as Watched).delays = []);
    let pressed = 0;
    element.addEventListener('keydown', (event) => {
      // When the key was pressed, not when the page had time to hear of it.
      pressed = Math.min(event.timeStamp, performance.now());
    });
    element.addEventListener('input', () => {
      const since = pressed;
      // The first task after the next frame: the letter has been drawn by then.
      requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - since)));
    });
  });
}

/** How long each of `count` keys took, in milliseconds, shortest first. */
export async function typingDelays(field: Part, count: number): Promise<number[]> {
  const delays = await until(`${count} letters are drawn`, async () => {
    const drawn = await field.run(() => (globalThis as Watched).delays ?? []);
    return drawn.length >= count && drawn;
  });
  return delays.toSorted((a, b) => a - b);
}
