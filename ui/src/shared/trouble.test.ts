import { expect, test } from 'vitest';

import type { ProblemCode, StorageFault } from '../contract';
import { provider } from './samples';
import { troubleOf, troubleOfProblem, troubleOfRefusal } from './trouble';

const ollama = provider('ollama', 'local', 'Ollama');
const cloud = provider('deepseek', 'cloud', 'DeepSeek');

const problem = (code: ProblemCode) => ({
  code,
  message: 'as it said',
  status: 429,
  retry_after_ms: 1500,
  raw: '{}',
});

test('a problem says what happened, what to do, and in whose words', () => {
  expect(troubleOfProblem(problem('rate_limited'), 'ollama', [ollama], 5000)).toEqual({
    text: 'Ollama has had too many requests. A little later it will work again. It asks to wait 2 seconds.',
    steps: ['again', 'model'],
    againAt: 6500,
    provider: { id: 'ollama', name: 'Ollama' },
    errorsPage: null,
    details: 'as it said\nHTTP 429\n{}',
  });
});

test('a program on this computer that cannot be reached is asked after', () => {
  expect(troubleOfProblem(problem('network'), 'ollama', [ollama]).text).toContain('Is it running?');
});

test('a key that is missing leads to its provider, and to the page where keys are made if there is one', () => {
  const refusal = { code: 'provider' as const, problem: problem('bad_key') };
  expect(troubleOfRefusal(refusal, 'ollama', [ollama])).toMatchObject({
    steps: ['provider'],
    provider: { id: 'ollama' },
  });
  expect(troubleOfRefusal(refusal, 'deepseek', [cloud])).toMatchObject({
    steps: ['provider', 'key_page'],
    errorsPage: 'https://deepseek.example/errors',
  });
});

test.each<[ProblemCode, string]>([
  ['no_money', 'key_page'],
  ['model_missing', 'model'],
  ['context_too_long', 'shorten'],
  ['rate_limited', 'again'],
  ['overloaded', 'again'],
  ['network', 'again'],
  ['timeout', 'again'],
])('the next step after %s is %s', (code, step) => {
  expect(troubleOfProblem(problem(code), 'deepseek', [cloud]).steps[0]).toBe(step);
});

test.each<StorageFault>(['full', 'read_only', 'missing', 'other'])(
  'a disk that is %s has its own words',
  (fault) => {
    const trouble = troubleOfRefusal({ code: 'storage', fault, reason: '/home/x' }, null, []);
    expect(trouble).toMatchObject({ details: '/home/x', steps: ['again'] });
    expect(trouble.text).not.toContain('refusal.');
  },
);

test('an error that is no refusal is shown as it is', () => {
  expect(troubleOf(new Error('boom'), null, [])).toMatchObject({
    text: 'Something went wrong.',
    details: 'Error: boom',
  });
});
