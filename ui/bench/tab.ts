import type { Earlier } from './conversation';

/** A page in some engine, as the bench needs it: the application's, or the bare one. */
export interface Tab {
  /** Runs a function in the page. It sees nothing but its arguments, which are values of JSON. */
  run<A extends readonly unknown[], R>(script: (...args: A) => R, ...args: A): Promise<Awaited<R>>;
  /** Types into the textbox where questions are written. */
  type(text: string): Promise<void>;
  /** Presses a key, wherever the focus is: nothing is looked for in the page, which would cost it time. */
  press(key: string): Promise<void>;
  /** How long the processes that draw pages have run on a processor, in seconds. */
  cpuSeconds(): Promise<number>;
  /** What the largest of them holds now, in MB. */
  megabytes(): Promise<number>;
  /** What it held at most, in MB. */
  peakMegabytes(): Promise<number>;
  close(): Promise<void>;
}

/** What pages are read in. */
export interface Engine {
  readonly name: 'chromium' | 'webkit';
  /** Opens a page that is not the application's. */
  openPage(url: string): Promise<Tab>;
  /** Opens the application in a home of its own, with a conversation in which something was said before, or nothing. */
  openApplication(models: string, earlier: Earlier): Promise<Tab>;
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
