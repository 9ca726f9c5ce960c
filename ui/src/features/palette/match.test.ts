import { expect, test } from 'vitest';

import { distance } from './match';

test.each([
  ['New conversation', 'new'],
  ['New conversation', 'CONV new'],
  ['New conversation', 'newc'],
  ['New conversation', 'nc'],
  ['gpt-4o', 'gpt4'],
  ['gpt-4o', '4o'],
  ['qwen3:8b', 'wen'],
  ['新建对话', '对话'],
  ['新建对话', '新'],
  ['Ｑｗｅｎ３', 'qwen3'],
  ['设置 API 密钥', 'api 密'],
  ['anything', '  '],
])('%s is found by "%s"', (text, search) => {
  expect(distance(text, search)).not.toBeNull();
});

test.each([
  ['New conversation', 'wv'],
  ['New conversation', 'new old'],
  ['New conversation', 'cn'],
  ['新建对话', '新话'],
  ['gpt-4o', 'go4'],
])('%s is not found by "%s"', (text, search) => {
  expect(distance(text, search)).toBeNull();
});

test('the nearer comes first', () => {
  const texts = ['Deepseek coder', 'The code of things', 'Encode', 'Copy old dear errors', 'Code'];
  const byDistance = texts.toSorted((a, b) => distance(a, 'code')! - distance(b, 'code')!);
  expect(byDistance.slice(0, 1)).toEqual(['Code']);
  expect(byDistance.slice(-2)).toEqual(['Encode', 'Copy old dear errors']);
});
