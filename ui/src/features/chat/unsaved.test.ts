import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { Chat } from './chat.svelte';
import { proposedPath } from './elsewhere';
import type { Reply } from './reply.svelte';
import { answer, batches, content, live, question, UNSET, view } from './samples';
import UnsavedNotice from './UnsavedNotice.svelte';

const messages = [question('q1', 'Why?'), answer('a1', 'q1', 'Because.')];

beforeEach(() => setLanguage('en'));

async function show(answers: FakeHost['answers'] = {}) {
  const host = new FakeHost({
    open_conversation: () => view(messages, { unsaved: [{ message: 'a1', fault: 'full' }] }),
    ...answers,
  });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  const reply = chat.messages[1] as Reply;
  render(UnsavedNotice, { reply, actions: chat.actions, fault: 'full', title: chat.summary?.title ?? null });
  return { host, chat };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('what is not saved says so at once, and why', async () => {
  await show();
  expect(screen.getByRole('alert').textContent.trim()).toBe('This answer is not saved. The disk is full.');
});

test('it is tried again, and says so when that fails', async () => {
  const { host } = await show({
    save_again: refuse({ code: 'storage', fault: 'read_only', reason: '/data: no' }),
  });
  await press('Try again');
  const alerts = await vi.waitFor(() => {
    const all = screen.getAllByRole('alert');
    expect(all).toHaveLength(2);
    return all;
  });
  expect(alerts[1]!.textContent).toContain('cannot be written to');
  expect(alerts[1]!.textContent).toContain('/data: no');
  host.answers.save_again = () => ({});
  await press('Try again');
  expect((await screen.findByText('Saved.')).getAttribute('role')).toBe('status');
});

test('it is written into a file of the person’s choice', async () => {
  const { host } = await show({ save_elsewhere: () => ({}) });
  await press('Save elsewhere…');
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'File' });
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe('~/Downloads/A title.jsonl');
  await fireEvent.input(field, { target: { value: '/mnt/stick/rivers.jsonl ' } });
  await press('Save');
  expect(await screen.findByText('Saved as /mnt/stick/rivers.jsonl')).toBeTruthy();
  expect(host.argsOf('save_elsewhere')).toEqual([
    { conversation: 'c', message: 'a1', path: '/mnt/stick/rivers.jsonl' },
  ]);
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('while it grows there is nothing to do but to know', async () => {
  const host = new FakeHost({
    open_conversation: () => view([messages[0]!], { live: live('a1', 'q1') }),
  });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  const [batch] = batches('a1', [content('Be')], []);
  host.listening('attach')[0]?.give({ ...batch!, unsaved: 'full' });
  render(UnsavedNotice, { reply: chat.live!, actions: chat.actions, fault: 'full', title: null });
  expect(screen.getByRole('alert').textContent.trim()).toBe(
    'This answer is not being saved. The disk is full.',
  );
  expect(screen.queryByRole('button')).toBeNull();
});

test.each([
  ['Rivers', '~/Downloads/Rivers.jsonl'],
  ['a/b: "c"?\n', '~/Downloads/a b c.jsonl'],
  ['../../etc', '~/Downloads/etc.jsonl'],
  ['长'.repeat(80), `~/Downloads/${'长'.repeat(60)}.jsonl`],
  ['…', '~/Downloads/….jsonl'],
  ['///', '~/Downloads/Runnel.jsonl'],
])('a conversation called %j is proposed as %s', (title, path) => {
  expect(proposedPath(title)).toBe(path);
});
