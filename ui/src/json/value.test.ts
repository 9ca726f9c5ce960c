import fc from 'fast-check';
import { expect, test } from 'vitest';

import { NotJson, parse, type JsonNode } from './value';

function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object': {
      const entries = node.entries.map(([key, value]) => [key, plain(value)] as const);
      return Object.fromEntries(entries);
    }
    case 'array':
      return node.items.map(plain);
    case 'number':
      return Number(node.text);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isRead = (text: string) => {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return false;
  }
};

test('every JSON text is read as what it says', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
      const written = JSON.stringify(JSON.parse(text), null, indent);
      expect(plain(parse(written))).toEqual(JSON.parse(written));
    }),
  );
});

test('what is no JSON is refused, and nothing else', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.nat(3), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(damaged, ([text, at, gone, more]) => {
      const place = at % (text.length + 1);
      const written = text.slice(0, place) + more + text.slice(place + gone);
      expect(isRead(written)).toBe(isJson(written));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  '',
  ' ',
  '01',
  '1.',
  '.5',
  '+1',
  "'a'",
  '[1,]',
  '{"a":1,}',
  '// a\n1',
  '1 2',
  'NaN',
  '"\t"',
  '"\\x"',
])('%j is no JSON', (text) => {
  expect(() => parse(text)).toThrow(NotJson);
  expect(isJson(text)).toBe(false);
});

test('digits, the order of keys and keys that come twice are kept', () => {
  expect(parse('{"b":12345678901234567890,"1":1.50,"b":null}')).toEqual({
    kind: 'object',
    entries: [
      ['b', { kind: 'number', text: '12345678901234567890' }],
      ['1', { kind: 'number', text: '1.50' }],
      ['b', { kind: 'null' }],
    ],
  });
});

test('it is told where a text stops being JSON', () => {
  expect(() => parse('{\n  "a": nothing\n}')).toThrow(expect.objectContaining({ line: 2, column: 8 }));
});

test('a text that is nested deeper than can be looked at is refused, not fatal', () => {
  expect(() => parse('['.repeat(200_000))).toThrow(NotJson);
});
