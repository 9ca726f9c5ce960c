import { expect, test } from 'vitest';

import type { ProblemCode, ProviderView, StorageFault } from '../contract';
import { troubleOf, troubleOfProblem, troubleOfRefusal } from './trouble';

const ollama: ProviderView = {
  id: 'ollama',
  name_en: 'Ollama',
  name_zh: 'Ollama',
  base_url: null,
  place: 'local',
  key_page: null,
  pictures: 'data',
  thinking: [],
};

const problem = (code: ProblemCode) => ({
  code,
  message: 'as it said',
  status: 429,
  retry_after_ms: 1500,
  raw: '{}',
});

test('a problem says what happened, what to do, and in whose words', () => {
  expect(troubleOfProblem(problem('rate_limited'), 'ollama', [ollama])).toEqual({
    text: 'Ollama has had too many requests. A little later it will work again. It asks to wait 2 seconds.',
    step: 'again',
    provider: { id: 'ollama', name: 'Ollama' },
    details: 'as it said\nHTTP 429\n{}',
  });
});

test('a program on this computer that cannot be reached is asked after', () => {
  expect(troubleOfProblem(problem('network'), 'ollama', [ollama]).text).toContain('Is it running?');
});

test('a key that is missing leads to its provider', () => {
  const refusal = { code: 'provider' as const, problem: problem('bad_key') };
  expect(troubleOfRefusal(refusal, 'ollama', [ollama])).toMatchObject({
    step: 'provider',
    provider: { id: 'ollama' },
  });
});

test.each<StorageFault>(['full', 'read_only', 'missing', 'other'])(
  'a disk that is %s has its own words',
  (fault) => {
    const trouble = troubleOfRefusal({ code: 'storage', fault, reason: '/home/x' }, null, []);
    expect(trouble).toMatchObject({ details: '/home/x', step: 'again' });
    expect(trouble.text).not.toContain('refusal.');
  },
);

test('an error that is no refusal is shown as it is', () => {
  expect(troubleOf(new Error('boom'), null, [])).toMatchObject({
    text: 'Something went wrong.',
    details: 'Error: boom',
  });
});
