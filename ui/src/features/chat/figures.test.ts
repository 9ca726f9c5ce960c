import { expect, test } from 'vitest';

import { figuresOf, tokensPerSecond } from './figures';
import { finished } from './samples';

test('what an answer used and took is told in short', () => {
  const usage = {
    prompt_tokens: 1200,
    completion_tokens: 80,
    total_tokens: null,
    cached_tokens: 0,
    reasoning_tokens: 30,
  };
  expect(figuresOf({ ...finished, usage })).toEqual([
    '1,200 in',
    '80 out',
    '30 thinking',
    'first token 0.25 s',
    '20 tokens/s',
  ]);
});

test('what is not known is left out', () => {
  const timing = { first_token_ms: null, reasoning_ms: null, total_ms: null };
  expect(figuresOf({ ...finished, timing })).toEqual([]);
});

test('an answer that came all at once has no speed', () => {
  expect(tokensPerSecond(10, 300, 300)).toBeNull();
  expect(tokensPerSecond(1, 300, 301)).toBeNull();
});
