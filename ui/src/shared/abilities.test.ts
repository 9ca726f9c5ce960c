import { expect, test, vi } from 'vitest';

import { AbilitiesBook, assumedAbilities, boundsOf } from './abilities.svelte';
import { providers } from './samples';

const [, bailian] = providers;
const choice = { provider: 'dashscope', model: 'qwen-plus' };

test('a model is taken to be like its provider until it is known, and is asked after once', async () => {
  const known = { ...assumedAbilities(bailian), search: 'switch' as const };
  const call = vi.fn(async () => known as never);
  const book = new AbilitiesBook({ call });
  expect(book.of(choice, bailian)).toMatchObject({ pictures: 'link', search: 'none' });
  book.of(choice, bailian);
  await vi.waitFor(() => expect(book.of(choice, bailian).search).toBe('switch'));
  expect(call.mock.calls).toEqual([['model_abilities', choice]]);
  book.refresh();
  expect(book.of(choice, bailian).search).toBe('switch');
  expect(call).toHaveBeenCalledTimes(2);
});

test('the bounds are the model’s own where it has some', () => {
  const own = {
    ...assumedAbilities(bailian),
    bounds: [{ parameter: 'temperature' as const, min: 0, max: 1 }],
  };
  expect(boundsOf(own, 'temperature')).toEqual({ min: 0, max: 1 });
  expect(boundsOf(own, 'top_p')).toEqual({ min: 0, max: 1 });
  expect(boundsOf(own, 'presence_penalty')).toEqual({ min: -2, max: 2 });
  expect(boundsOf(own, 'seed')).toEqual({ min: -Infinity, max: Infinity });
});
