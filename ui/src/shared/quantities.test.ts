import { afterEach, expect, test } from 'vitest';

import { setLanguage } from '../messages/messages.svelte';
import { byteText, priceInFull, priceText, tokenText } from './quantities';

afterEach(() => setLanguage('en'));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '2 kB'],
  [815_319_791, '815 MB'],
  [2_497_293_931, '2.5 GB'],
  [1_200_000_000_000, '1.2 TB'],
])('%i bytes are %s', (bytes, text) => expect(byteText(bytes)).toBe(text));

test.each([
  [512, '512'],
  [8192, '8K'],
  [128_000, '128K'],
  [131_072, '128K'],
  [200_000, '200K'],
  [1_000_000, '1M'],
  [1_048_576, '1M'],
  [1_010_000, '1M'],
  [2_500_000, '2.5M'],
])('%i tokens are %s', (tokens, text) => expect(tokenText(tokens)).toBe(text));

const price = { input: 0.14, output: 0.28, cached: null, currency: 'USD', read: null };

test('a price is told in the currency of its vendor', () => {
  expect(priceText(price)).toBe('$0.14 in, $0.28 out');
  expect(priceText({ ...price, currency: 'CNY' })).toBe('¥0.14 in, ¥0.28 out');
  expect(priceText({ ...price, currency: 'points' })).toBe('0.14 points in, 0.28 points out');
  expect(priceText({ ...price, input: 0, output: 0 })).toBe('free');
});

test('a price in full says for how much it is, and since when it is known', () => {
  expect(priceInFull(price)).toBe('For a million tokens: $0.14 in, $0.28 out, as the provider lists it');
  setLanguage('zh-CN');
  expect(priceInFull({ ...price, currency: 'CNY', cached: 0.01, read: '2026-11-22' })).toBe(
    '每百万 token：输入 ¥0.14，输出 ¥0.28，缓存命中 ¥0.01，读取于 2026年11月22日',
  );
});
