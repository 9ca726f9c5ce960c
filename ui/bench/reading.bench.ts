import { writeFileSync } from 'node:fs';

import { test } from 'vitest';

import { answer, LAST_WORDS } from './answer';
import { inChromium } from './chromium';
import { NOTHING, openLast, type Earlier } from './conversation';
import { saw, sawLastWords, watch, type Seen } from './recorder';
import {
  conversationTable,
  summary,
  table,
  worstTable,
  type Conversation,
  type Cost,
  type Run,
  type Worst,
} from './report';
import { Source, type Speech } from './source';
import { pause, type Engine, type Tab } from './tab';
import { inWebKit } from './webkit';
import { WORST } from './worst';

const { RUNNEL_BENCH_QUICK, RUNNEL_BENCH_ONLY, RUNNEL_BENCH_JSON } = process.env;
const quick = RUNNEL_BENCH_QUICK !== undefined;

/** How long a page rests before and after an answer, in milliseconds, so that its start is not in the figures. */
const REST = 1_000;
/** The same after an answer that is drawn on long after its end is there. */
const LONG_REST = quick ? REST : 4_000;
/** The slowest answer of the plan takes so long, and one is waited for, in milliseconds. */
const LONGEST = 130_000;

const SIZES = quick ? [25, 50] : [25, 50, 100, 200, 400];
const BURSTS = quick ? [50] : SIZES;

/** What was said before the answer, in turn: the last is a conversation of 50 MB. */
const FEW = { messages: 200, answerBytes: 900 };
const MANY = { messages: 5_000, answerBytes: 900 };
const LARGE = { messages: 5_000, answerBytes: 20_000 };
const EARLIER = quick ? [NOTHING, FEW] : [NOTHING, FEW, MANY, LARGE];
/** How long that answer is, in thousands of bytes. */
const AFTER = 25;

/** How long the answer is that is written over, in thousands of bytes, and how many keys are pressed meanwhile. */
const TYPED_OVER = quick ? 50 : 150;
const KEYS = quick ? 40 : 120;
/** How long it is until the next key, in milliseconds: about as quick as people type. */
const BETWEEN_KEYS = 70;

/** The worst is read at these shares of its size. */
const SHARES = quick ? [1] : [0.5, 1];

const PLAN: { size: number; perSecond: Speech['perSecond'] }[] = [
  ...(quick ? [] : [{ size: 25, perSecond: 200 }]),
  ...SIZES.map((size) => ({ size, perSecond: 1_000 })),
  ...BURSTS.map((size) => ({ size, perSecond: 'burst' as const })),
];

test('reading', async () => {
  const figures: Record<string, unknown> = {};
  for (const engine of [inChromium, inWebKit]) {
    if (RUNNEL_BENCH_ONLY && RUNNEL_BENCH_ONLY !== engine.name) continue;
    figures[engine.name] = await read(engine);
    if (RUNNEL_BENCH_JSON) writeFileSync(RUNNEL_BENCH_JSON, JSON.stringify(figures, null, 2) + '\n');
  }
});

/** Reads everything in one engine, and gives the figures. */
async function read(engine: Engine): Promise<object> {
  const source = await Source.start();
  const runs: Run[] = [];
  for (const { size, perSecond } of PLAN) {
    const speech = { text: answer(size * 1_000), perSecond };
    source.next(speech);
    const bare = await measured(await engine.openPage(`${source.url}/bare`), source, readBare);
    source.next(speech);
    const ours = await measured(await engine.openApplication(source.url, NOTHING), source, ask);
    runs.push({ size, perSecond, ours, bare });
    console.info(table(runs.slice(-1)));
  }
  const conversations: Conversation[] = [];
  for (const earlier of EARLIER) {
    source.next({ text: answer(AFTER * 1_000), perSecond: 1_000 });
    conversations.push(await inConversation(engine, source, earlier));
  }
  source.next({ text: answer(TYPED_OVER * 1_000), perSecond: 1_000 });
  const keys = await typedOver(await engine.openApplication(source.url, NOTHING));
  const worst: Worst[] = [];
  for (const [name, text] of WORST) {
    for (const share of SHARES) {
      source.next({ text: `${text(share)}\n\n${LAST_WORDS}`, perSecond: 'burst' });
      const tab = await engine.openApplication(source.url, NOTHING);
      worst.push({ name, share, cost: await measured(tab, source, ask, LONG_REST) });
      console.info(worstTable(worst.slice(-1)));
    }
  }
  source.stop();
  console.info([engine.name, table(runs), conversationTable(conversations), worstTable(worst)].join('\n\n'));
  const figures = summary(runs, conversations, keys, worst);
  console.info(`a key and its letter: ${figures.key_ms_p50} ms, p99 ${figures.key_ms_p99} ms`);
  return figures;
}

async function readBare(tab: Tab): Promise<void> {
  await tab.run(() => void (window as unknown as { read: () => unknown }).read());
}

async function ask(tab: Tab): Promise<void> {
  await tab.press('Enter');
}

/** The same answer after so many messages, and what it takes to open the conversation they are in. */
async function inConversation(engine: Engine, source: Source, earlier: Earlier): Promise<Conversation> {
  const tab = await engine.openApplication(source.url, earlier);
  await pause(REST);
  const openMs = earlier === NOTHING ? 0 : await openLast(tab);
  await pause(REST);
  const openedMb = await tab.megabytes();
  return { ...earlier, openMs, openedMb, cost: await measured(tab, source, ask) };
}

/** How long each key that was pressed while an answer came took until its letter was painted, in milliseconds. */
async function typedOver(tab: Tab): Promise<number[]> {
  try {
    await tab.type(QUESTION);
    await pause(REST);
    await watch(tab);
    await tab.press('Enter');
    for (let pressed = 0; pressed < KEYS; pressed++) {
      await tab.press('x');
      await pause(BETWEEN_KEYS);
    }
    await pause(REST);
    return (await saw(tab)).keys;
  } finally {
    await tab.close();
  }
}

const QUESTION = 'Say it all.';

/** One answer, read in a page that is closed then. */
async function measured(
  tab: Tab,
  source: Source,
  begin: (tab: Tab) => Promise<void>,
  rest = REST,
): Promise<Cost> {
  try {
    if (begin === ask) await tab.type(QUESTION);
    await pause(REST);
    await watch(tab);
    const [began, cpuBefore] = [Date.now(), await tab.cpuSeconds()];
    await begin(tab);
    await sawLastWords(tab, LONGEST);
    await pause(rest);
    const [ended, cpuAfter] = [Date.now(), await tab.cpuSeconds()];
    return {
      cpuSeconds: cpuAfter - cpuBefore,
      seconds: (ended - began) / 1_000,
      ...whatWasSeen(await saw(tab), began, source.lastByteAt),
      peakMb: await tab.peakMegabytes(),
    };
  } finally {
    await tab.close();
  }
}

function whatWasSeen({ lastTextAt, longTasks, frames }: Seen, began: number, lastByteAt: number) {
  const quarter = lastByteAt - (lastByteAt - began) / 4;
  const lastFrames = frames.filter((at) => at >= quarter && at <= lastByteAt);
  const gaps = frames.slice(1).map((at, index) => at - frames[index]!);
  return {
    lastTextMs: lastTextAt - lastByteAt,
    longTasks: longTasks?.length ?? null,
    longestTaskMs: longTasks && Math.max(0, ...longTasks),
    longestGapMs: Math.max(0, ...gaps),
    fpsLastQuarter: lastFrames.length / ((lastByteAt - quarter) / 1_000),
  };
}
