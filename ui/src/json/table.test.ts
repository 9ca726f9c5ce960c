import fc from 'fast-check';
import { expect, test } from 'vitest';

import { csvOf } from './csv';
import { cellText, sorted, tableOf, type Table } from './table';
import { parse } from './value';

const table = (value: unknown) => tableOf(parse(JSON.stringify(value)));

test('a list of flat objects is a table of all their keys', () => {
  const found = table([
    { a: 1, b: 'x' },
    { b: null, c: true },
  ]);
  expect(found?.columns).toEqual(['a', 'b', 'c']);
  expect(found?.rows.map((row) => row.map(cellText))).toEqual([
    ['1', 'x', ''],
    ['', '', 'true'],
  ]);
});

test.each([[[]], [[1]], [[{}]], [{ a: 1 }], [[{ a: [1] }]], [[{ a: 1 }, 2]], [[{ a: {} }]]])(
  '%j is no table',
  (value) => {
    expect(table(value)).toBeNull();
  },
);

test('rows are sorted by number and by word, and what is empty stays last', () => {
  const found = table([{ n: 10 }, { n: null }, { n: 'b' }, { n: 9 }, { n: 'a10' }, { n: 'a9' }, {}])!;
  const column = (direction: 'ascending' | 'descending') =>
    sorted(found.rows, 0, direction).map(([cell]) => cellText(cell!));
  expect(column('ascending')).toEqual(['9', '10', 'a9', 'a10', 'b', '', '']);
  expect(column('descending')).toEqual(['b', 'a10', 'a9', '10', '9', '', '']);
});

test('a table is written with a header, and what needs quotes has them', () => {
  expect(csvOf(table([{ name: 'O"Neil, A', note: 'one\ntwo' }, { name: '山' }])!)).toBe(
    'name,note\r\n"O""Neil, A","one\ntwo"\r\n山,\r\n',
  );
});

/** Reads CSV as the grammar of RFC 4180 says. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const fields = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (fields.lastIndex < text.length) {
    const [, quoted, plain, end] = fields.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV from ${fields.lastIndex}`);
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('whatever a table holds is read from its CSV again', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', ' ', 'a', '山') }),
  );
  const tables = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const line = fc.array(text, { minLength: width, maxLength: width });
    return fc.record({ columns: line, rows: fc.array(line) });
  });
  fc.assert(
    fc.property(tables, ({ columns, rows }) => {
      const table: Table = {
        columns,
        rows: rows.map((row) => row.map((value) => ({ kind: 'string' as const, value }))),
      };
      expect(readCsv(csvOf(table))).toEqual([columns, ...rows]);
    }),
    { numRuns: 1000 },
  );
});
