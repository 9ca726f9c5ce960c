import { expect, test } from 'vitest';

import { askedJsonTextOf, beginsAsAskedJson, beginsAsJson, jsonTextOf } from './answer';

test('an answer that is one object or list is JSON, and prose is not', () => {
  expect(jsonTextOf(' {"a": 1}\n')).toBe('{"a": 1}');
  expect(jsonTextOf('[1, 2]')).toBe('[1, 2]');
  for (const prose of ['Yes.', '42', 'Here it is: {"a": 1}', '```json\n{"a": 1}\n```', '']) {
    expect(jsonTextOf(prose), prose).toBeNull();
  }
});

test('the fence around an answer that was asked to be JSON is left out', () => {
  expect(askedJsonTextOf('```json\n{"a": 1}\n```\n')).toBe('{"a": 1}');
  expect(askedJsonTextOf('```\n[]\n```')).toBe('[]');
  expect(askedJsonTextOf('```json\n{"a": ')).toBe('{"a":');
  expect(askedJsonTextOf('{"code": "```"}')).toBe('{"code": "```"}');
});

test.each([
  ['{', true],
  ['{"a', true],
  ['{\n  "a"', true],
  ['[{"a"', true],
  ['[1] says', false],
  ['[a link](https://a.example)', false],
  ['{braces} in prose', false],
  ['```json\n', false],
  ['Well', false],
])('an answer that begins with %j begins as JSON: %s', (text, expected) => {
  expect(beginsAsJson(text)).toBe(expected);
});

test.each([
  ['[1', true],
  ['"a', true],
  ['```json', true],
  ['```json\n{"a"', true],
  ['```python\nprint', false],
  ['Here', false],
])('an answer that was asked to be JSON and begins with %j does: %s', (text, expected) => {
  expect(beginsAsAskedJson(text)).toBe(expected);
});
