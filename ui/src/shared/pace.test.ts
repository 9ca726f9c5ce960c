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

test('a slow drawing is followed by a rest three times as long', async () => {
  const times = await drawings(50);
  expect(times.length).toBeGreaterThan(2);
  expect(Math.min(...gaps(times))).toBeGreaterThanOrEqual(4 * 50);
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
