import { afterEach, expect, test } from 'vitest';

import { setLanguage } from '../../messages/messages.svelte';
import { costText, figuresOf, tokensPerSecond } from './figures';
import { finished } from './samples';

afterEach(() => setLanguage('en'));

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

test('a cost is written as the reader writes amounts, and a small one with its digits', () => {
  expect(costText({ amount: 1.5, currency: 'USD' })).toBe('$1.50');
  expect(costText({ amount: 0.00001234, currency: 'CNY' })).toBe('CN¥0.000012');
  expect(costText({ amount: 0, currency: 'USD' })).toBe('$0');
  setLanguage('zh-CN');
  expect(costText({ amount: 0.0123, currency: 'CNY' })).toBe('¥0.012');
  expect(costText({ amount: 0.25, currency: 'credits' })).toBe('0.25 credits');
});
