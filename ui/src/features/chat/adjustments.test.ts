import { afterEach, expect, test } from 'vitest';

import type { Adjustment } from '../../contract';
import { setLanguage } from '../../messages/messages.svelte';
import { adjustmentsLine } from './adjustments';

afterEach(() => setLanguage('en'));

const adjustments: Adjustment[] = [
  { type: 'dropped', parameter: 'seed' },
  { type: 'json_by_prompt' },
  { type: 'dropped', parameter: 'top_k' },
  { type: 'bounded', parameter: 'temperature', value: 1 },
];

test('what was sent otherwise is one line', () => {
  expect(adjustmentsLine(adjustments)).toBe(
    'Sent without seed and top K; JSON by prompt; temperature brought to 1',
  );
  expect(adjustmentsLine([])).toBe('');
});

test('the line is in the reader’s language', () => {
  setLanguage('zh-CN');
  expect(adjustmentsLine(adjustments)).toBe('未发送随机种子和Top K；通过提示词要求 JSON；温度调整为 1');
});
