import { writeFileSync } from 'node:fs';

import { chromium, type Page } from 'playwright-core';
import { test } from 'vitest';

import { FLAGS, PROGRAM } from '../e2e/harness/browser';
import { DevServer } from '../e2e/harness/devserver';
import { Home } from '../e2e/harness/home';
import { answer } from './answer';
import { beginAnew, Renderers, sawLastWords, watch } from './recorder';
import { table, summary, type Run } from './report';
import { Source, type Speech } from './source';

/** How long a page rests before and after an answer, in milliseconds, so that its start is not in the figures. */
const REST = 1_000;
/** How long after the server's last byte the last words are waited for, in milliseconds. */
const PATIENCE = 30_000;
/** The slowest answer of the plan, in milliseconds. */
const LONGEST = 100_000;

const quick = process.env.RUNNEL_BENCH_QUICK !== undefined;
const SIZES = quick ? [25, 50, 100] : [25, 50, 100, 200, 400];

const PLAN: { size: number; perSecond: Speech['perSecond'] }[] = [
  { size: 25, perSecond: quick ? 1_000 : 200 },
  ...SIZES.map((size) => ({ size, perSecond: 1_000 })),
  ...SIZES.map((size) => ({ size, perSecond: 'burst' as const })),
].slice(quick ? 1 : 0);

test('reading', async () => {
  const source = await Source.start();
  const runs: Run[] = [];
  for (const { size, perSecond } of PLAN) {
    const speech = { text: answer(size * 1_000), perSecond };
    source.next(speech);
    const bare = await measured(source, (page) => openBare(page, source));
    source.next(speech);
    const ours = await ourRun(source);
    runs.push({ size, perSecond, ours, bare });
    console.info(table(runs.slice(-1)));
  }
  source.stop();
  console.info(table(runs));
  const { RUNNEL_BENCH_JSON: file } = process.env;
  if (file) writeFileSync(file, JSON.stringify({ chromium: summary(runs) }, null, 2) + '\n');
});

/** Opens the bare page and gives back what makes it read. */
async function openBare(page: Page, source: Source): Promise<() => Promise<void>> {
  await page.goto(`${source.url}/bare`);
  return () => page.evaluate('void read()');
}

async function ourRun(source: Source) {
  const home = new Home('reading');
  home.connectTo(source.url, { provider: 'custom-openai', model: 'bench' });
  const server = await DevServer.start(home);
  try {
    return await measured(source, async (page) => {
      await page.goto(server.url);
      await page.getByRole('textbox', { name: 'Message' }).fill('Say it all.');
      return () => page.keyboard.press('Enter');
    });
  } finally {
    await server.stop();
    home.remove();
  }
}

/** One answer, read in a browser of its own. */
async function measured(source: Source, open: (page: Page) => Promise<() => Promise<void>>) {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 780 }, locale: 'en' });
    await watch(page);
    const start = await open(page);
    await page.waitForTimeout(REST);
    const renderers = new Renderers(await browser.newBrowserCDPSession());
    await beginAnew(page);
    const [began, cpuBefore] = [Date.now(), await renderers.cpuSeconds()];
    await start();
    const seen = await sawLastWords(page, (quick ? 20_000 : LONGEST) + PATIENCE);
    const lastByteAt = source.lastByteAt;
    await page.waitForTimeout(REST);
    const [ended, cpuAfter] = [Date.now(), await renderers.cpuSeconds()];
    const quarter = lastByteAt - (lastByteAt - began) / 4;
    const lastFrames = seen.frames.filter((at) => at >= quarter && at <= lastByteAt);
    if (process.env.RUNNEL_BENCH_PICTURE) await page.screenshot({ path: process.env.RUNNEL_BENCH_PICTURE });
    return {
      cpuSeconds: cpuAfter - cpuBefore,
      seconds: (ended - began) / 1_000,
      lastTextMs: seen.lastTextAt - lastByteAt,
      longTasks: seen.longTasks.length,
      longestTaskMs: Math.max(0, ...seen.longTasks),
      fpsLastQuarter: lastFrames.length / ((lastByteAt - quarter) / 1_000),
      peakMb: await renderers.peakMegabytes(),
    };
  } finally {
    await browser.close();
  }
}
