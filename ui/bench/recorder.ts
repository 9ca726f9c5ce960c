import { readFileSync } from 'node:fs';

import type { CDPSession, Page } from 'playwright-core';

import { LAST_WORDS } from './answer';

/** What the page itself saw. */
export interface Seen {
  /** When the last words had been painted, in milliseconds since 1970. */
  lastTextAt: number;
  /** How long each task of more than 50 ms took, in milliseconds. */
  longTasks: number[];
  /** When each frame began, in milliseconds since 1970. */
  frames: number[];
}

/** Watches a page from before its first script on: frames, long tasks, and the last words of the answer. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript((lastWords) => {
    const seen = { lastTextAt: 0, longTasks: [] as number[], frames: [] as number[] };
    Object.assign(window, { seen });
    const now = () => performance.timeOrigin + performance.now();
    const frame = () => {
      seen.frames.push(now());
      requestAnimationFrame(frame);
    };
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) seen.longTasks.push(task.duration);
    }).observe({ type: 'longtask' });
    const hasLastWords = (node: Node) => node.textContent?.includes(lastWords);
    const changed = new MutationObserver((changes) => {
      const ended = changes.some(
        ({ type, target, addedNodes }) =>
          (type === 'characterData' && hasLastWords(target)) || [...addedNodes].some(hasLastWords),
      );
      if (!ended) return;
      changed.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (seen.lastTextAt = now());
        port2.postMessage(null);
      });
    });
    document.addEventListener('DOMContentLoaded', () => {
      changed.observe(document.body, { childList: true, characterData: true, subtree: true });
      requestAnimationFrame(frame);
    });
  }, LAST_WORDS);
}

/** Forgets what the page saw while it opened. */
export function beginAnew(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { seen } = window as unknown as { seen: Seen };
    seen.longTasks.length = 0;
    seen.frames.length = 0;
  });
}

/** What it saw, once it has seen the last words. */
export async function sawLastWords(page: Page, within: number): Promise<Seen> {
  await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.lastTextAt > 0, undefined, {
    timeout: within,
    polling: 200,
  });
  return page.evaluate(() => (window as unknown as { seen: Seen }).seen);
}

/** The processes that draw pages: how long they have run on a processor, and how much memory they held at most. */
export class Renderers {
  constructor(private readonly browser: CDPSession) {}

  async cpuSeconds(): Promise<number> {
    const processes = await this.#processes();
    return processes.reduce((total, { cpuTime }) => total + cpuTime, 0);
  }

  /** What the largest of them held at most, in MB. */
  peakMegabytes(): Promise<number> {
    return this.#largest('VmHWM');
  }

  /** What the largest of them holds now, in MB. */
  megabytes(): Promise<number> {
    return this.#largest('VmRSS');
  }

  async #largest(what: 'VmHWM' | 'VmRSS'): Promise<number> {
    const processes = await this.#processes();
    return Math.max(...processes.map(({ id }) => kilobytes(id, what) / 1024));
  }

  async #processes(): Promise<{ id: number; cpuTime: number }[]> {
    const { processInfo } = await this.browser.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer');
  }
}

function kilobytes(pid: number, what: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${what}:\\s*(\\d+)`).exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
