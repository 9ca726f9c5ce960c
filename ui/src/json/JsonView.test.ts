import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Violation } from '../contract';
import { setLanguage } from '../messages/messages.svelte';
import JsonView from './JsonView.svelte';
import { parse } from './value';

beforeEach(() => setLanguage('en'));

function show(text: string, violations: Violation[] | null = null) {
  const save = vi.fn(async (name: string, _text: string) => `/home/me/Downloads/${name}` as string | null);
  render(JsonView, { text, node: parse(text), violations, save });
  return { save };
}

const lines = () =>
  screen.getAllByRole('treeitem').map((item) => item.textContent?.replace(/\s+/g, ' ').trim());
const line = (name: RegExp) => screen.getByRole('treeitem', { name });
const press = (key: string) => fireEvent.keyDown(document.activeElement!, { key });

test('a value is a tree that opens and closes', async () => {
  show('{"name":"山","tags":["a",1.50,true,null],"none":{}}');
  expect(screen.getByRole('tree', { name: 'JSON' })).toBeTruthy();
  expect(lines()).toEqual([
    '3 keys',
    'name: "山"',
    'tags: 4 items',
    '0: "a"',
    '1: 1.50',
    '2: true',
    '3: null',
    'none: {}',
  ]);
  const tags = line(/^tags/);
  expect(tags.getAttribute('aria-expanded')).toBe('true');
  expect(tags.getAttribute('aria-level')).toBe('2');
  await fireEvent.click(tags);
  expect(tags.getAttribute('aria-expanded')).toBe('false');
  expect(lines()).toEqual(['3 keys', 'name: "山"', 'tags: 4 items', 'none: {}']);
  expect(line(/^none/).hasAttribute('aria-expanded')).toBe(false);
});

test('the arrow keys move through the tree, open and close it', async () => {
  show('{"a":[1,2],"b":3}');
  const root = screen.getAllByRole('treeitem')[0]!;
  root.focus();
  await press('ArrowDown');
  expect(document.activeElement).toBe(line(/^a/));
  await press('ArrowLeft');
  expect(lines()).toEqual(['2 keys', 'a: 2 items', 'b: 3']);
  await press('ArrowRight');
  await press('ArrowRight');
  expect(document.activeElement?.textContent).toContain('1');
  await press('ArrowLeft');
  expect(document.activeElement).toBe(line(/^a/));
  await press('End');
  expect(document.activeElement).toBe(line(/^b/));
  await press('Home');
  expect(document.activeElement).toBe(root);
  await press('Enter');
  expect(lines()).toEqual(['2 keys']);
  await press('*');
  expect(lines()).toHaveLength(5);
  expect(screen.getAllByRole('treeitem').filter((item) => item.tabIndex === 0)).toHaveLength(1);
});

test('a list of 100,000 is drawn as ranges', async () => {
  show(JSON.stringify(Array.from({ length: 100_000 }, (_, n) => n)));
  expect(screen.getAllByRole('treeitem')).toHaveLength(11);
  await fireEvent.click(line(/^90000…99999$/));
  await fireEvent.click(line(/^99900…99999$/));
  expect(line(/^99999/)).toBeTruthy();
  expect(screen.getAllByRole('treeitem')).toHaveLength(211);
});

test('what breaks the schema is listed, stands beside its value, and is gone to', async () => {
  const text = JSON.stringify({ few: 1, many: Array.from({ length: 300 }, () => ({ n: 'x' })) });
  show(text, [
    { path: '/many/250/n', message: '"x" is not a number' },
    { path: '', message: 'a key is missing' },
  ]);
  const note = screen.getByRole('note', { name: 'It breaks its schema in 2 places.' });
  expect(lines()[0]).toBe('2 keys a key is missing');
  await fireEvent.click(within(note).getByRole('button', { name: /\/many\/250\/n/ }));
  await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('"x" is not a number'));
  expect(document.activeElement?.getAttribute('aria-level')).toBe('5');
});

test('what keeps to its schema says so', () => {
  show('{}', []);
  expect(screen.getByText('Keeps to its schema')).toBeTruthy();
});

test('the text is there as it came, and is copied and saved so', async () => {
  const text = '{ "a":12345678901234567890 }';
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  const { save } = show(text);
  await fireEvent.click(screen.getByRole('button', { name: 'Text' }));
  expect(screen.queryByRole('tree')).toBeNull();
  expect(screen.getByText(text)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Copy JSON' }));
  expect(write).toHaveBeenCalledWith(text);
  await fireEvent.click(screen.getByRole('button', { name: 'Save as .json' }));
  expect(save).toHaveBeenCalledWith('answer.json', text);
  expect(await screen.findByText('Saved as /home/me/Downloads/answer.json')).toBeTruthy();
});

test('a file that could not be saved says why', async () => {
  const { save } = show('{}');
  save.mockRejectedValue(new Error('the disk is full'));
  await fireEvent.click(screen.getByRole('button', { name: 'Save as .json' }));
  expect(await screen.findByText('It could not be saved: the disk is full')).toBeTruthy();
});

test('a list of flat objects is also a table that is sorted by its columns and saved as CSV', async () => {
  const { save } = show('[{"city":"Ulm","n":10},{"city":"Bonn, am Rhein","n":9}]');
  await fireEvent.click(screen.getByRole('button', { name: 'Table' }));
  const cells = () => screen.getAllByRole('cell').map((cell) => cell.textContent);
  expect(cells()).toEqual(['Ulm', '10', 'Bonn, am Rhein', '9']);
  await fireEvent.click(screen.getByRole('button', { name: /^n/ }));
  expect(cells()).toEqual(['Bonn, am Rhein', '9', 'Ulm', '10']);
  expect(screen.getByRole('columnheader', { name: /^n/ }).getAttribute('aria-sort')).toBe('ascending');
  await fireEvent.click(screen.getByRole('button', { name: /^n/ }));
  expect(cells()[0]).toBe('Ulm');
  await fireEvent.click(screen.getByRole('button', { name: 'Save as .csv' }));
  expect(save).toHaveBeenCalledWith('answer.csv', '\ufeffcity,n\r\nUlm,10\r\n"Bonn, am Rhein",9\r\n');
});

test('of a long table a part is drawn, and more when it is asked for', async () => {
  show(JSON.stringify(Array.from({ length: 450 }, (_, n) => ({ n }))));
  await fireEvent.click(screen.getByRole('button', { name: 'Table' }));
  expect(screen.getAllByRole('cell')).toHaveLength(200);
  await fireEvent.click(screen.getByRole('button', { name: 'Show 200 more of 250 rows' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Show 50 more of 50 rows' }));
  expect(screen.getAllByRole('cell')).toHaveLength(450);
});

test('what is no table has no such view', () => {
  show('[1]');
  expect(screen.queryByRole('button', { name: 'Table' })).toBeNull();
});
