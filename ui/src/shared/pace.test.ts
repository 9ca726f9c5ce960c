import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { FramePace } from './pace';

/** How far apart frames are here, in milliseconds. */
const FRAME = 16;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, FRAME));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Asks for a drawing every millisecond for a second; each takes `cost`. Gives the times they began. */
async function drawings(cost: number): Promise<number[]> {
  const began: number[] = [];
  const pace = new FramePace(() => {
    began.push(performance.now());
    vi.advanceTimersByTime(cost);
  });
  for (let passed = 0; passed < 1000; passed++) {
    pace.ask();
    await vi.advanceTimersByTimeAsync(1);
    // That the frame was painted comes by a message, which no fake clock holds back.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return began;
}

const gaps = (times: number[]) => times.slice(1).map((time, place) => time - times[place]!);

test('a quick drawing is done once a frame at most', async () => {
  const times = await drawings(0);
  expect(times.length).toBeGreaterThan(20);
  expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(FRAME);
});

test('short drawings take a twentieth of the time, in steps that still flow', async () => {
  const step = async (cost: number) => {
    const times = await drawings(cost);
    return (times.at(-1)! - times[1]!) / (times.length - 2);
  };
  expect(await step(2)).toBeGreaterThanOrEqual(20 * 2);
  expect(await step(2)).toBeLessThan(20 * 2 + 2 * FRAME);
  expect(await step(10)).toBeLessThan(70 + 10 + 2 * FRAME);
});

test('slow drawings take a quarter of the time', async () => {
  const times = await drawings(50);
  expect(times.length).toBeGreaterThan(2);
  expect(Math.min(...gaps(times).slice(1))).toBeGreaterThanOrEqual(4 * 50 - FRAME);
});

test('a drawing that soon follows another, after a while without any, is not waited for', async () => {
  const began: number[] = [];
  const pace = new FramePace(() => {
    began.push(performance.now());
    vi.advanceTimersByTime(10);
  });
  for (let passed = 0; passed < 200; passed++) {
    if (passed === 100 || passed === 130) pace.ask();
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(began.length).toBe(2);
  expect(gaps(began)[0]).toBeLessThan(30 + 2 * FRAME);
});

test('what was asked for during a drawing is drawn', async () => {
  let drawn = 0;
  const pace = new FramePace(() => {
    if (++drawn === 1) pace.ask();
  });
  pace.ask();
  for (let passed = 0; passed < 100; passed++) {
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(drawn).toBe(2);
});
