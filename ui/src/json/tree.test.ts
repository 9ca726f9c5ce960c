import fc from 'fast-check';
import { expect, test } from 'vitest';

import { below, openAtFirst, RANGE, rootOf, rowsOf, wayTo, type Twig } from './tree';
import { parse } from './value';

const tree = (value: unknown) => rootOf(parse(JSON.stringify(value)));
const shown = ({ label, from, to, isRange }: Twig) => (isRange ? `${from}…${to - 1}` : label);
const labels = (root: Twig, open: Iterable<string>) =>
  rowsOf(root, new Set(open)).map(({ twig, level }) => `${'  '.repeat(level - 1)}${shown(twig)}`);

test('what is open is seen, line by line, with its place', () => {
  const root = tree({ name: 'a', tags: ['x', 'y'], none: {} });
  expect(labels(root, [])).toEqual(['null']);
  expect(labels(root, ['', '/1'])).toEqual(['null', '  name', '  tags', '    0', '    1', '  none']);
  const rows = rowsOf(root, new Set(['']));
  expect(rows[2]).toMatchObject({ level: 2, place: 2, siblings: 3, isOpen: false });
  expect(rows[3]).toMatchObject({ isOpen: null });
});

test('many values are ranges, and ranges of ranges, so that no line opens more than a screenful', () => {
  const root = tree(Array.from({ length: 100_000 }, (_, n) => n));
  const ranges = below(root);
  expect(ranges.map(shown)).toEqual(
    Array.from({ length: 10 }, (_, n) => `${n * 10_000}…${n * 10_000 + 9999}`),
  );
  expect(below(ranges[9]!)).toHaveLength(100);
  expect(below(below(ranges[9]!)[99]!).at(-1)).toMatchObject({ label: 99_999, pointer: '/99999' });
});

test('every value is below exactly one line, however many there are', () => {
  const leaves = (twig: Twig): Twig[] =>
    twig.isRange || twig.label === null ? below(twig).flatMap(leaves) : [twig];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25_000 }), (count) => {
      const root = tree(Array.from({ length: count }, () => 0));
      expect(leaves(root).map(({ label }) => label)).toEqual(Array.from({ length: count }, (_, n) => n));
    }),
    { numRuns: 20 },
  );
});

test('ids are unique, and below a line there are never more than a screenful', () => {
  const value = fc.letrec((again) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.array(again('value'), { maxLength: 300 }),
      fc.dictionary(fc.string(), again('value')),
    ),
  })).value;
  fc.assert(
    fc.property(value, (value) => {
      const root = tree(value);
      const open = openAtFirst(root, Infinity);
      const ids = rowsOf(root, open).map(({ twig }) => twig.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { siblings } of rowsOf(root, open)) expect(siblings).toBeLessThanOrEqual(RANGE);
    }),
    { numRuns: 30 },
  );
});

test('at first as many levels are open as fit, each of them whole', () => {
  const many = Array.from({ length: 50 }, () => 1);
  expect([...openAtFirst(tree({ few: [1, [2]], one: [3] }), 10)]).toEqual(['', '/0', '/1', '/0/1']);
  expect([...openAtFirst(tree({ few: [1, 2], many }), 10)]).toEqual(['']);
  expect([...openAtFirst(tree(many), 10)]).toEqual(['']);
});

test('the way to a value leads through its ranges and keys, whatever they are called', () => {
  const root = tree({ 'a/b~c': Array.from({ length: 250 }, (_, n) => ({ n })) });
  const way = wayTo(root, '/a~1b~0c/217/n');
  expect(way.map(shown)).toEqual([null, 'a/b~c', '200…249', 217, 'n']);
  expect(way.at(-1)?.pointer).toBe('/a~1b~0c/217/n');
  expect(wayTo(root, '/a~1b~0c/missing').map(shown)).toEqual([null, 'a/b~c']);
  expect(wayTo(root, '').map(shown)).toEqual([null]);
});

test('opening a tree of 100,000 values is quick', () => {
  const text = JSON.stringify(Array.from({ length: 25_000 }, (_, id) => ({ id, name: `n${id}`, ok: true })));
  const began = performance.now();
  const root = rootOf(parse(text));
  rowsOf(root, openAtFirst(root, 100));
  wayTo(root, '/24999/name');
  // A machine that is busy with other tests is given time; what is quadratic takes minutes.
  expect(performance.now() - began).toBeLessThan(3000);
});
