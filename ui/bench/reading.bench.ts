import { writeFileSync } from 'node:fs';

import { chromium, type Page } from 'playwright-core';
import { test } from 'vitest';

import { FLAGS, PROGRAM } from '../e2e/harness/browser';
import { DevServer } from '../e2e/harness/devserver';
import { Home } from '../e2e/harness/home';
import { answer } from './answer';
import { beginAnew, Renderers, sawLastWords, watch } from './recorder';
import { TITLE, writeConversation } from './conversation';
import { conversationTable, summary, table, type Conversation, type Cost, type Run } from './report';
import { Source, type Speech } from './source';

/** How long a page rests before and after an answer, in milliseconds, so that its start is not in the figures. */
const REST = 1_000;
/** How long after the server's last byte the last words are waited for, in milliseconds. */
const PATIENCE = 30_000;
/** The slowest answer of the plan, in milliseconds. */
const LONGEST = 100_000;

const quick = process.env.RUNNEL_BENCH_QUICK !== undefined;
const SIZES = quick ? [25, 50, 100] : [25, 50, 100, 200, 400];

/** How many messages there are before the answer, in turn, and how long that answer is, in thousands of bytes. */
const EARLIER = quick ? [0, 200] : [0, 200, 5_000];
const AFTER = 25;

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
  const conversations: Conversation[] = [];
  for (const earlier of EARLIER) {
    source.next({ text: answer(AFTER * 1_000), perSecond: 1_000 });
    conversations.push(await inConversation(source, earlier));
  }
  source.stop();
  console.info(`${table(runs)}\n\n${conversationTable(conversations)}`);
  const { RUNNEL_BENCH_JSON: file } = process.env;
  if (file) writeFileSync(file, JSON.stringify({ chromium: summary(runs, conversations) }, null, 2) + '\n');
});

/** Opens the bare page and gives back what makes it read. */
async function openBare(page: Page, source: Source): Promise<() => Promise<void>> {
  await page.goto(`${source.url}/bare`);
  return () => page.evaluate('void read()');
}

function ourRun(source: Source) {
  return inApplication(source, 0, (server) =>
    measured(source, async (page) => {
      await page.goto(server.url);
      return ask(page);
    }),
  );
}

/** The same answer after so many messages, and what it takes to open the conversation they are in. */
async function inConversation(source: Source, earlier: number): Promise<Conversation> {
  let openMs = 0;
  let openedMb = 0;
  const cost = await inApplication(source, earlier, (server) =>
    measured(source, async (page, renderers) => {
      await page.goto(server.url);
      if (earlier === 0) await page.getByRole('textbox', { name: 'Message' }).waitFor();
      else openMs = await openLast(page, earlier);
      await page.waitForTimeout(REST);
      openedMb = await renderers.megabytes();
      return ask(page);
    }),
  );
  return { earlier, openMs, openedMb, cost };
}

/** Opens the conversation, and tells how long that took until its last message was painted, in milliseconds. */
async function openLast(page: Page, messages: number): Promise<number> {
  const link = page.getByRole('link', { name: TITLE });
  await link.waitFor();
  return link.evaluate(
    (link, least) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        const look = () => {
          const drawn = document.querySelectorAll('article').length >= least;
          if (!drawn) return requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - began);
          return requestAnimationFrame(() => port2.postMessage(null));
        };
        (link as HTMLElement).click();
        look();
      }),
    Math.min(messages, 20),
  );
}

async function ask(page: Page): Promise<() => Promise<void>> {
  await page.getByRole('textbox', { name: 'Message' }).fill('Say it all.');
  return () => page.keyboard.press('Enter');
}

/** Something done with the application, in a home of its own with a conversation of so many messages. */
async function inApplication<T>(
  source: Source,
  earlier: number,
  act: (server: DevServer) => Promise<T>,
): Promise<T> {
  const home = new Home('reading');
  home.connectTo(source.url, { provider: 'custom-openai', model: 'bench' });
  if (earlier > 0) writeConversation(home, earlier);
  const server = await DevServer.start(home);
  try {
    return await act(server);
  } finally {
    await server.stop();
    home.remove();
  }
}

/** One answer, read in a browser of its own. */
async function measured(
  source: Source,
  open: (page: Page, renderers: Renderers) => Promise<() => Promise<void>>,
): Promise<Cost> {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 780 }, locale: 'en' });
    await watch(page);
    const renderers = new Renderers(await browser.newBrowserCDPSession());
    const start = await open(page, renderers);
    await page.waitForTimeout(REST);
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
