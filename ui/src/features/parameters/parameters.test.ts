import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Abilities, AnswerFormat, Parameters } from '../../contract';
import { setLanguage } from '../../messages/messages.svelte';
import { assumedAbilities } from '../../shared/abilities.svelte';
import { UNSET } from '../../shared/parameters';
import { formatName, isByPrompt } from './format';
import JsonChip from './JsonChip.svelte';
import ParametersPanel from './ParametersPanel.svelte';
import SearchChip from './SearchChip.svelte';
import { fromShown, shown } from './stop';

beforeEach(() => setLanguage('en'));

const abilities = (more: Partial<Abilities> = {}): Abilities => ({ ...assumedAbilities(undefined), ...more });

function panel(parameters: Partial<Parameters> = {}, more: Partial<Abilities> = {}) {
  const onchange = vi.fn();
  const ondefaults = vi.fn();
  const all = { ...UNSET, ...parameters };
  const shown = render(ParametersPanel, {
    parameters: all,
    abilities: abilities(more),
    defaults: UNSET,
    readOnly: false,
    onchange,
    ondefaults,
  });
  return { onchange, ondefaults, shown };
}

const number = (name: string) => screen.getByRole<HTMLInputElement>('spinbutton', { name });

test('a model’s parameters are offered within its bounds, and no others', () => {
  panel(
    {},
    {
      takes: ['temperature', 'max_tokens', 'seed'],
      bounds: [{ parameter: 'temperature', min: 0, max: 1 }],
      max_output_tokens: 8192,
    },
  );
  expect(number('Temperature').max).toBe('1');
  expect(screen.getByRole('spinbutton', { name: 'Temperature', description: '0 to 1' })).toBeTruthy();
  expect(number('Longest answer, in tokens').max).toBe('8192');
  expect(number('Seed').min).toBe('');
  expect(screen.queryByRole('spinbutton', { name: 'Top P' })).toBeNull();
  expect(screen.queryByRole('textbox', { name: 'Stop texts' })).toBeNull();
});

test('a number outside the bounds stays written, marked and not taken', async () => {
  const { onchange } = panel();
  await fireEvent.change(number('Temperature'), { target: { value: '3' } });
  expect(onchange).not.toHaveBeenCalled();
  expect(number('Temperature').getAttribute('aria-invalid')).toBe('true');
  await fireEvent.change(number('Top K'), { target: { value: '1.5' } });
  expect(onchange).not.toHaveBeenCalled();
  await fireEvent.change(number('Frequency penalty'), { target: { value: '-2' } });
  expect(onchange).toHaveBeenCalledWith({ ...UNSET, frequency_penalty: -2 });
});

test('what is set goes back to the provider’s default with one click', async () => {
  const { onchange } = panel({ temperature: 0.5 });
  const clear = screen.getByRole('button', { name: 'Temperature: back to the provider’s default' });
  await fireEvent.click(clear);
  expect(onchange).toHaveBeenCalledWith(UNSET);
});

test('stop texts are written one a line, with signs for what breaks lines', async () => {
  const { onchange } = panel({ stop: ['\n\n'] });
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Stop texts' });
  expect(field.value).toBe('\\n\\n');
  await fireEvent.change(field, { target: { value: 'END\n\\n#\n' } });
  expect(onchange).toHaveBeenCalledWith({ ...UNSET, stop: ['END', '\n#'] });
});

test('more stop texts than the model takes are marked', () => {
  panel({ stop: ['a', 'b'] }, { bounds: [{ parameter: 'stop', min: 0, max: 1 }] });
  const field = screen.getByRole('textbox', { name: 'Stop texts', description: '1 at most' });
  expect(field.getAttribute('aria-invalid')).toBe('true');
});

test('every stop text is read as it was shown, on one line', () => {
  const text = fc.string({ unit: fc.constantFrom('\\', 'n', 't', '\n', '\t', 'a', '山') });
  fc.assert(
    fc.property(text, (text) => {
      expect(fromShown(shown(text))).toBe(text);
      expect(shown(text)).not.toContain('\n');
    }),
  );
});

test('extra JSON has to be an object', async () => {
  const { onchange } = panel();
  const field = screen.getByRole('textbox', { name: 'Extra JSON' });
  await fireEvent.change(field, { target: { value: '{"a":\n oops}' } });
  expect(screen.getByText(/not valid JSON: it breaks in line 2, column 2/)).toBeTruthy();
  await fireEvent.change(field, { target: { value: '[1]' } });
  expect(screen.getByText('This has to be a JSON object.')).toBeTruthy();
  expect(onchange).not.toHaveBeenCalled();
  await fireEvent.change(field, { target: { value: '{"logprobs": true}' } });
  expect(onchange).toHaveBeenCalledWith({ ...UNSET, extra: { logprobs: true } });
});

test('the rare ones are out of the way until one of them is set', async () => {
  const { shown } = panel();
  const more = () => screen.getByText('More').closest('details');
  expect(more()?.open).toBe(false);
  await shown.rerender({ parameters: { ...UNSET, seed: 7 } });
  expect(more()?.open).toBe(true);
});

test('an answer that is not to come piece by piece is said so', async () => {
  const { onchange } = panel();
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Show the answer as it is written' }));
  expect(onchange).toHaveBeenCalledWith({ ...UNSET, stream: false });
});

test('what is set becomes the default of new conversations, but for the form of the answer', async () => {
  const { ondefaults } = panel({ temperature: 0.5, format: { type: 'json_object' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Make these the defaults' }));
  expect(ondefaults).toHaveBeenCalledWith({ ...UNSET, temperature: 0.5 });
});

test('what is the default already says so', () => {
  panel();
  expect(screen.getByText('New conversations begin with these.')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Make these the defaults' })).toBeNull();
});

test('search is a switch, a note, or not there', async () => {
  const onchange = vi.fn();
  const { rerender } = render(SearchChip, { ability: 'switch', search: null, onchange });
  const chip = screen.getByRole('button', { name: 'Search' });
  expect(chip.getAttribute('aria-pressed')).toBe('false');
  await fireEvent.click(chip);
  expect(onchange).toHaveBeenLastCalledWith(true);
  await rerender({ search: true });
  await fireEvent.click(chip);
  expect(onchange).toHaveBeenLastCalledWith(null);
  await rerender({ ability: 'always' });
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText('Searches the web')).toBeTruthy();
  await rerender({ ability: 'none' });
  expect(screen.queryByText('Searches the web')).toBeNull();
});

const schema: AnswerFormat = { type: 'json_schema', schema: { title: 'City' } };

test('a schema is called by its title', () => {
  expect(formatName(schema)).toBe('City');
  expect(formatName({ type: 'json_schema', schema: { title: ' ' } })).toBe('schema');
  expect(formatName({ type: 'json_object' })).toBe('object');
});

test.each<[Partial<Abilities>, AnswerFormat, Parameters['thinking'], boolean]>([
  [{}, { type: 'json_object' }, null, false],
  [{ json: false }, { type: 'json_object' }, null, true],
  [{ schema: false }, schema, null, true],
  [{ schema: false }, { type: 'json_object' }, null, false],
  [{ json_with_thinking: false }, { type: 'json_object' }, { mode: 'on' }, true],
  [{ json_with_thinking: false }, { type: 'json_object' }, { mode: 'off' }, false],
])('with %j, %j and thinking %j JSON is asked by prompt: %s', (more, format, thinking, expected) => {
  expect(isByPrompt(format, thinking, abilities(more))).toBe(expected);
});

function chip(format: AnswerFormat | null = null, more: Partial<Abilities> = {}) {
  const onchange = vi.fn();
  render(JsonChip, { format, abilities: abilities(more), thinking: { mode: 'on' }, onchange });
  return onchange;
}

async function openChip(name: string | RegExp) {
  const button = screen.getByRole('button', { name });
  button.focus();
  await fireEvent.keyDown(button, { key: 'Enter' });
  return screen.findByRole('menu');
}

test('an answer is asked to be an object', async () => {
  const onchange = chip();
  const menu = await openChip('JSON');
  expect(within(menu).getByRole('menuitemradio', { name: 'off' }).getAttribute('aria-checked')).toBe('true');
  await fireEvent.click(within(menu).getByRole('menuitemradio', { name: 'object' }));
  expect(onchange).toHaveBeenCalledWith({ type: 'json_object' });
});

test('that JSON will be asked by prompt is said before it is', () => {
  chip({ type: 'json_object' }, { json_with_thinking: false });
  expect(screen.getByText('asked by prompt')).toBeTruthy();
});

test('a schema is pasted, looked at, and used', async () => {
  const onchange = chip(schema);
  const menu = await openChip('JSON: City');
  await fireEvent.click(within(menu).getByRole('menuitem', { name: 'Schema…' }));
  const dialog = await screen.findByRole('dialog', { name: 'JSON Schema' });
  const field = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'JSON Schema' });
  expect(JSON.parse(field.value)).toEqual({ title: 'City' });
  const use = within(dialog).getByRole('button', { name: 'Use this schema' });
  await fireEvent.input(field, { target: { value: '{"type": "object",}' } });
  await fireEvent.click(use);
  expect(within(dialog).getByRole('alert').textContent).toContain('line 1');
  expect(onchange).not.toHaveBeenCalled();
  await fireEvent.input(field, { target: { value: '{"title":"Town","type":"object"}' } });
  expect(within(dialog).queryByRole('alert')).toBeNull();
  await fireEvent.click(use);
  expect(onchange).toHaveBeenCalledWith({ type: 'json_schema', schema: { title: 'Town', type: 'object' } });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a schema is chosen from a file', async () => {
  chip();
  const menu = await openChip('JSON');
  await fireEvent.click(within(menu).getByRole('menuitem', { name: 'Schema…' }));
  const dialog = await screen.findByRole('dialog', { name: 'JSON Schema' });
  const input = dialog.querySelector<HTMLInputElement>('input[type=file]')!;
  const file = new File(['{"title":"River"}'], 'river.json', { type: 'application/json' });
  Object.defineProperty(input, 'files', { value: [file] });
  await fireEvent.change(input);
  const field = within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'JSON Schema' });
  await waitFor(() => expect(field.value).toBe('{"title":"River"}'));
});
