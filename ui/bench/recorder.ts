import { LAST_WORDS } from './answer';
import { pause, type Tab } from './tab';

/** What the page itself saw. */
export interface Seen {
  /** When the last words had been painted, in milliseconds since 1970; 0 before. */
  lastTextAt: number;
  /** How long each task of more than 50 ms took, in milliseconds; `null` where the engine does not tell. */
  longTasks: number[] | null;
  /** When each frame began, in milliseconds since 1970. */
  frames: number[];
  /** How long each key that was pressed took until its letter was painted, in milliseconds. */
  keys: number[];
}

/** How often it is asked whether the last words were seen, in milliseconds. */
const OFTEN = 200;

/** Watches a page from now on: frames, long tasks, keys, and the last words of the answer. */
export function watch(tab: Tab): Promise<void> {
  return tab.run((lastWords) => {
    const tellsTasks = PerformanceObserver.supportedEntryTypes.includes('longtask');
    const seen: Seen = { lastTextAt: 0, longTasks: tellsTasks ? [] : null, frames: [], keys: [] };
    Object.assign(window, { seen });
    // The machine's clock may have been set since the page was opened, and `performance.timeOrigin` with it was not.
    const zero = Date.now() - performance.now();
    const now = () => zero + performance.now();

    let isThere = false;
    let pressedAt = 0;
    let written: number[] = [];
    let painting: number[] = [];
    // It is posted when a frame begins and comes when that frame has been painted.
    const { port1: painted, port2: begun } = new MessageChannel();
    painted.onmessage = () => {
      if (isThere) seen.lastTextAt ||= now();
      for (const since of painting) seen.keys.push(performance.now() - since);
      painting = [];
    };
    const frame = () => {
      seen.frames.push(now());
      painting.push(...written);
      written = [];
      begun.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);

    // When the key was pressed, not when the page had time to hear of it.
    const pressed = (event: Event) => (pressedAt = Math.min(event.timeStamp, performance.now()));
    document.addEventListener('keydown', pressed, true);
    document.addEventListener('input', () => written.push(pressedAt), true);

    if (tellsTasks) {
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) seen.longTasks?.push(task.duration);
      }).observe({ type: 'longtask' });
    }

    const hasLastWords = (node: Node) => node.textContent?.includes(lastWords);
    const changed = new MutationObserver((changes) => {
      isThere = changes.some(
        ({ type, target, addedNodes }) =>
          (type === 'characterData' && hasLastWords(target)) || [...addedNodes].some(hasLastWords),
      );
      if (isThere) changed.disconnect();
    });
    changed.observe(document.body, { childList: true, characterData: true, subtree: true });
  }, LAST_WORDS);
}

/** What it saw, once it has seen the last words. */
export async function sawLastWords(tab: Tab, within: number): Promise<Seen> {
  for (const began = Date.now(); Date.now() - began < within; await pause(OFTEN)) {
    const isThere = await tab.run(() => (window as unknown as { seen: Seen }).seen.lastTextAt > 0);
    if (isThere) return saw(tab);
  }
  throw new Error(`the last words were not there after ${within / 1_000} s`);
}

/** What it saw so far. */
export function saw(tab: Tab): Promise<Seen> {
  return tab.run(() => (window as unknown as { seen: Seen }).seen);
}
