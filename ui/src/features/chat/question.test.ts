import { fireEvent, render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { ConversationView, Image, Part } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { providers } from '../../shared/samples';
import { Chat, type Question } from './chat.svelte';
import { answer, live, question, sent, UNSET, view } from './samples';
import UserMessage from './UserMessage.svelte';

const picture: Image = { from: 'link', url: 'https://a.example/river.png' };
const kept: Image = { from: 'attachment', hash: 'abc', media_type: 'image/png' };

beforeEach(() => {
  setLanguage('en');
  localStorage.clear();
});

/** A question as it is read in its conversation. */
async function show(
  answers: FakeHost['answers'] = {},
  rest: Partial<ConversationView> = {},
  parts: Part[] = [
    { type: 'image', ...picture },
    { type: 'image', ...kept },
    { type: 'text', text: 'Why?' },
  ],
) {
  const asked = { ...question('q1', ''), parts };
  const messages = [asked, answer('a1', 'q1', 'Because.')];
  const host = new FakeHost({ open_conversation: () => view(messages, rest), ...answers });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  const doing = { onsent: vi.fn(), onfork: vi.fn(), ondelete: vi.fn(), onstep: vi.fn() };
  const props = { question: chat.messages[0] as Question, chat, host, providers, enterSends: true };
  const { unmount } = render(UserMessage, { ...props, ...doing });
  return { host, chat, unmount, ...doing };
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edit message' });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test('a question is edited in its place, with its pictures, and sent by Enter', async () => {
  const { host, onsent } = await show({
    edit_message: () => sent(question('q2', 'Why not?'), live('a2', 'q2')),
  });
  await press('Edit');
  expect(document.activeElement).toBe(field());
  expect(field().value).toBe('Why?');
  const attached = screen.getByRole('list', { name: 'Attached' });
  expect(within(attached).getAllByRole('img')).toHaveLength(2);
  await press('Remove river.png');
  await fireEvent.input(field(), { target: { value: 'Why not?' } });
  await fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
  expect(host.argsOf('edit_message')).toEqual([]);
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(host.argsOf('edit_message')).toEqual([
    { conversation: 'c', message: 'q1', text: 'Why not?', images: [kept], media: [], choice: null },
  ]);
  await vi.waitFor(() => expect(onsent).toHaveBeenCalledOnce());
  expect(localStorage.length).toBe(0);
});

test('Escape leaves, stops nothing, and what was typed is there again, even in another window', async () => {
  const { unmount } = await show();
  await press('Edit');
  await fireEvent.input(field(), { target: { value: 'Half a thou' } });
  const left = await fireEvent.keyDown(field(), { key: 'Escape' });
  expect(left).toBe(false);
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.getByText('Edited, not sent')).toBeTruthy();
  await vi.waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Edit'));
  unmount();
  await show();
  await press('Edit');
  expect(field().value).toBe('Half a thou');
  await press('Back to the original');
  expect(field().value).toBe('Why?');
  await press('Cancel');
  expect(screen.queryByText('Edited, not sent')).toBeNull();
});

test('an edit that is refused says why, and stays', async () => {
  await show({ edit_message: refuse({ code: 'storage', fault: 'full', reason: 'no space' }) });
  await press('Edit');
  await fireEvent.input(field(), { target: { value: 'Why not?' } });
  await press('Send');
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.');
  expect(field().value).toBe('Why not?');
});

test('nothing is sent while an answer grows', async () => {
  await show({}, { live: live('a2', 'q1') });
  await press('Edit');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
});

test('a question of a conversation that can only be read is copied and forked, and nothing else', async () => {
  const branches = [{ message: 'q1', siblings: ['q0', 'q1'] }];
  const { onfork } = await show({}, { read_only: true, branches });
  const names = screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'));
  expect(names.filter(Boolean)).toEqual(['Copy', 'More', 'Previous version', 'Next version']);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Previous version' }).disabled).toBe(true);
  await fireEvent.keyDown(screen.getByRole('button', { name: 'More' }), { key: 'Enter' });
  expect((await screen.findAllByRole('menuitem')).map((item) => item.textContent.trim())).toEqual([
    'Fork into a new conversation',
  ]);
  await fireEvent.keyDown(screen.getByRole('menuitem'), { key: 'Enter' });
  expect(onfork).toHaveBeenCalledOnce();
});

test('a question that has no answer can have one', async () => {
  const asked = question('q1', 'Why?');
  const host = new FakeHost({
    open_conversation: () => view([asked]),
    regenerate: () => sent(asked, live('a1', 'q1')),
  });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  const doing = { onsent: vi.fn(), onfork: vi.fn(), ondelete: vi.fn(), onstep: vi.fn() };
  const props = { question: chat.messages[0] as Question, chat, host, providers, enterSends: true };
  render(UserMessage, { ...props, ...doing });
  await press('Answer this');
  expect(host.argsOf('regenerate')).toEqual([{ conversation: 'c', message: 'q1', choice: null }]);
});

test('a picture is looked at closely, and those beside it, with the keyboard alone', async () => {
  await show();
  const [first] = screen.getAllByRole('img');
  expect(first?.getAttribute('alt')).toBe('river.png');
  await fireEvent.click(first!.closest('button')!);
  const dialog = await screen.findByRole('dialog', { name: 'river.png' });
  expect(within(dialog).getByRole('status').textContent).toBe('1 of 2');
  await fireEvent.keyDown(dialog, { key: 'ArrowRight' });
  expect(await screen.findByRole('dialog', { name: 'Picture 2' })).toBeTruthy();
  const size = within(dialog).getByRole('button', { name: 'Actual size' });
  await fireEvent.click(size);
  expect(size.getAttribute('aria-pressed')).toBe('true');
  // Now the arrows move the picture.
  await fireEvent.keyDown(dialog, { key: 'ArrowLeft' });
  expect(within(dialog).getByRole('status').textContent).toBe('2 of 2');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Next picture' }));
  expect(within(dialog).getByRole('status').textContent).toBe('1 of 2');
  expect(size.getAttribute('aria-pressed')).toBe('false');
  await fireEvent.keyDown(dialog, { key: 'Escape' });
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('a picture that cannot be loaded says so, and is not looked at', async () => {
  await show();
  const [first] = screen.getAllByRole('img');
  await fireEvent.error(first!);
  expect(screen.getByText('This picture could not be loaded.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('img').closest('button')!);
  expect(await screen.findByRole('dialog', { name: 'Picture 2' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Next picture' })).toBeNull();
});
