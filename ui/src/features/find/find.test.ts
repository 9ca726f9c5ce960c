import { expect, test } from 'vitest';

import type { FoundInMessage } from '../../contract';
import { Find } from './find.svelte';

const range = { start: 0, end: 1 };
const found = (message: string, n: number): FoundInMessage => ({
  message,
  ranges: Array.from({ length: n }, () => range),
});

const ORDER = ['q1', 'a1', 'q2', 'a2'];

function finding(answer: (text: string) => FoundInMessage[] | Promise<FoundInMessage[]>, seen = 'q1') {
  return new Find({
    ask: async (text) => answer(text),
    placeOf: (message) => ORDER.indexOf(message),
    firstSeen: () => seen,
  });
}

test('it begins with the first place from what is seen, and steps around the end', async () => {
  const find = finding(() => [found('q1', 1), found('q2', 2)], 'a1');
  await find.look('x');
  const at = () => `${find.number} of ${find.matches.length}`;
  expect(at()).toBe('2 of 3');
  find.step(1);
  expect(at()).toBe('3 of 3');
  find.step(1);
  expect(at()).toBe('1 of 3');
  find.step(-1);
  expect(at()).toBe('3 of 3');
});

test('where nothing follows what is seen, it is the last place', async () => {
  const find = finding(() => [found('q1', 2)], 'a2');
  await find.look('x');
  expect(find.number).toBe(2);
});

test('as more is typed, it stays near where it was', async () => {
  const find = finding((text) => (text === 'x' ? [found('q1', 1), found('a1', 1)] : [found('a1', 1)]));
  await find.look('x');
  find.step(1);
  await find.look('xy');
  expect(find.here).toEqual({ message: 'a1', nth: 0 });
});

test('an answer that was overtaken is dropped', async () => {
  const answers: ((found: FoundInMessage[]) => void)[] = [];
  const find = finding(() => new Promise((resolve) => answers.push(resolve)));
  const first = find.look('x');
  const second = find.look('xy');
  answers[1]!([found('q1', 1)]);
  await second;
  answers[0]!([found('a2', 9)]);
  await first;
  expect(find.matches).toHaveLength(1);
});

test('what grows is counted while it grows, and once when it is kept', async () => {
  let kept = [found('q1', 1)];
  const find = finding(() => kept);
  await find.look('x');
  find.grows('a2', [range, range]);
  expect(find.matches).toHaveLength(3);
  expect(find.number).toBe(1);
  kept = [...kept, found('a2', 2)];
  await find.again();
  expect(find.matches).toHaveLength(3);
});

test('what is so far up that it was not read is counted, and not gone to first', async () => {
  const find = finding(() => [found('far up', 3), found('q1', 1)]);
  await find.look('x');
  expect([find.number, find.matches.length]).toEqual([4, 4]);
});

test('nothing is asked for nothing', async () => {
  const asked: string[] = [];
  const find = finding((text) => {
    asked.push(text);
    return [];
  });
  await find.look('x');
  await find.look('');
  expect(asked).toEqual(['x']);
  find.step(1);
  expect(find.here).toBeNull();
});
