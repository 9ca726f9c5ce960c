import { test } from 'vitest';

import { APP } from '../e2e/harness/binaries';
import { freePort } from '../e2e/harness/free_port';
import { Home } from '../e2e/harness/home';
import { descendantsOf } from '../e2e/harness/processes';
import { Program } from '../e2e/harness/program';
import { until } from '../e2e/harness/until';
import { Session } from '../e2e/harness/webdriver';
import { processOf } from './process';

/** A home with years of conversations, as `cargo xtask bench history` leaves it; without one there is nothing to do. */
const { RUNNEL_BENCH_HISTORY } = process.env;

/** How often each home is opened, in turn with the other. */
const TIMES = 7;

/** How long the window may take, in milliseconds. */
const PATIENCE = 60_000;

test.runIf(RUNNEL_BENCH_HISTORY)(
  'a window on years of conversations beside one on an empty home',
  async () => {
    const empty: number[] = [];
    const full: number[] = [];
    for (let time = 0; time < TIMES; time++) {
      empty.push(await untilUsable('textarea'));
      full.push(await untilUsable('nav a', RUNNEL_BENCH_HISTORY));
    }
    const [ours, bare] = [median(full), median(empty)];
    console.info(
      `usable after ${ours} ms, in an empty home after ${bare} ms: ratio ${(ours / bare).toFixed(2)}`,
    );
  },
);

/** Starts the window, and tells how long it took until something was there, in milliseconds. */
async function untilUsable(selector: string, runnelHome?: string): Promise<number> {
  const home = new Home('cold');
  const port = await freePort();
  const driver = await Program.start('WebKitWebDriver', [`--port=${port}`], {
    outputFile: home.outputFile('window'),
    env: {
      ...home.env,
      ...(runnelHome && { RUNNEL_HOME: runnelHome }),
      TAURI_WEBVIEW_AUTOMATION: 'true',
      WEBKIT_DISABLE_DMABUF_RENDERER: '1',
    },
  });
  const server = `http://127.0.0.1:${port}`;
  await until('the driver listens', async () => (await fetch(`${server}/status`)).ok);
  const began = performance.now();
  const session = await Session.open(server, { 'webkitgtk:browserOptions': { binary: APP, args: [] } });
  const isThere = () => session.run((wanted) => document.querySelector(wanted) !== null, selector);
  await until('the window is usable', isThere, { within: PATIENCE });
  const took = Math.round(performance.now() - began);
  const all = descendantsOf(driver.pid);
  await session.closeWindow();
  await until('the window has closed', () => !all.some((pid) => processOf(pid).name !== ''));
  await driver.stop();
  home.remove();
  return took;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
