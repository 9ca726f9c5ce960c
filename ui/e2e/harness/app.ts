import { appendFileSync, rmSync } from 'node:fs';

import { artefact, keep } from './artefacts';
import type { Home } from './home';
import { AppWindow } from './window';

/** The application of one home: opened, closed and opened again. */
export class App {
  private readonly windows: AppWindow[] = [];

  constructor(private readonly home: Home) {}

  /** Opens the window, with more in its environment if need be: without a keyring's, the desktop has none. */
  async open(env: NodeJS.ProcessEnv = {}): Promise<AppWindow> {
    const window = await AppWindow.open(this.home, env);
    this.windows.push(window);
    return window;
  }

  /** For a test that failed: what the window shows, and all that was printed. */
  async keepEvidence(): Promise<void> {
    const name = `failed-${this.home.name}`;
    const window = this.windows.at(-1);
    if (window?.running) {
      await window.screenshot().then((picture) => keep(`${name}.png`, picture), console.error);
    }
    rmSync(artefact(`${name}.log`), { force: true });
    for (const { program, output } of this.home.outputs()) {
      appendFileSync(artefact(`${name}.log`), `== ${program}\n${output}\n`);
    }
  }

  async close(): Promise<void> {
    for (const window of this.windows) await window.end();
  }
}
