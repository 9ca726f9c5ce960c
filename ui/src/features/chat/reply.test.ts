import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Reply } from './reply.svelte';
import { batches, content, live, reasoning } from './samples';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what arrives is shown when the pace says so, and the end at once', () => {
  let show = () => {};
  let asked = 0;
  const reply = Reply.growing(live('a', 'q'), (draw) => {
    show = draw;
    return { ask: () => void asked++ };
  });
  const [first, second, third] = batches('a', [content('a')], [content('b')], [content('c')]);
  reply.take(first!);
  reply.take(second!);
  expect(reply.parts).toEqual([]);
  expect(asked).toBe(2);
  show();
  expect(reply.parts).toEqual([{ type: 'text', text: 'ab' }]);
  reply.take(third!);
  expect(reply.parts).toEqual([{ type: 'text', text: 'abc' }]);
});

test('the last words are shown at once, and are not the end', () => {
  const reply = Reply.growing(live('a', 'q'), () => ({ ask: () => {} }));
  const [first, second, third] = batches('a', [content('a')], [content('b')], []);
  reply.take(first!);
  reply.take({ ...second!, said_all: true });
  expect(reply.parts).toEqual([{ type: 'text', text: 'ab' }]);
  expect(reply.answer).toBeNull();
  reply.take(third!);
  expect(reply.answer).not.toBeNull();
});

test('thinking that is seen from its beginning is timed from there', () => {
  const reply = Reply.growing(live('a', 'q'), (show) => ({ ask: show }));
  const [first, second] = batches('a', [reasoning('Hm.')], [content('Yes')], []);
  vi.advanceTimersByTime(1000);
  reply.take(first!);
  vi.advanceTimersByTime(5000);
  reply.take(second!);
  expect(reply.thoughtMs).toBe(5000);
});

test('thinking that is joined late is as old as its reply, and how long it took is not guessed', () => {
  const began = live('a', 'q');
  vi.advanceTimersByTime(60_000);
  const reply = Reply.growing(began, (show) => ({ ask: show }));
  const [first, second, third] = batches('a', [reasoning('Hm.')], [content('Yes')], []);
  reply.take(first!);
  expect(reply.thinkingSince).toBe(began.at);
  reply.take(second!);
  expect(reply.thoughtMs).toBeNull();
  reply.take(third!);
  expect(reply.thoughtMs).toBe(2000);
});

test('a failure that is tried again is told until something comes', () => {
  const reply = Reply.growing(live('a', 'q'), (show) => ({ ask: show }));
  const problem = {
    code: 'rate_limited',
    message: '',
    status: 429,
    retry_after_ms: null,
    raw: null,
  } as const;
  const [first, second] = batches('a', [{ type: 'retrying', after_ms: 3000, problem }], [content('Yes')], []);
  reply.take(first!);
  expect(reply.retry).toEqual({ problem, at: Date.now() + 3000 });
  reply.take(second!);
  expect(reply.retry).toBeNull();
});
