import { expect, test, vi } from 'vitest';

import type { Batch, ConversationView, Message } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { Refused } from '../../host/host';
import { Chat } from './chat.svelte';
import { wordsOf } from './parts';
import type { Reply } from './reply.svelte';
import { answer, batches, content, live, question, sent, summary, UNSET, view } from './samples';

const first = [question('q1', 'Why?'), answer('a1', 'q1', 'Because.')];
const second = [question('q2', 'And?', 'a1'), answer('a2', 'q2', 'So.')];
const both = [...first, ...second];
const asked = { text: 'Why not?', images: [], media: [] };

async function opened(
  answers: FakeHost['answers'],
  messages: Message[] = both,
  rest: Partial<ConversationView> = {},
) {
  const host = new FakeHost({ open_conversation: () => view(messages, rest), ...answers });
  const chat = new Chat(host, 'c', UNSET, (show) => ({ ask: show }));
  await chat.open();
  return { host, chat };
}

const texts = (chat: Chat) => chat.messages.map(({ parts }) => wordsOf(parts));

test('a question in other words takes the place of the first, which stays a version with all below it', async () => {
  const { host, chat } = await opened({
    edit_message: () => sent(question('q3', 'Why not?'), live('a3', 'q3')),
  });
  chat.actions.editing = 'q1';
  await chat.actions.edit('q1', asked);
  expect(host.argsOf('edit_message')).toEqual([{ conversation: 'c', message: 'q1', ...asked, choice: null }]);
  expect(texts(chat)).toEqual(['Why not?', '']);
  expect(chat.branches['q3']).toEqual(['q1', 'q3']);
  expect(chat.actions.editing).toBeNull();
});

test('an edit that is refused changes nothing and stays open', async () => {
  const { chat } = await opened({ edit_message: refuse({ code: 'reply_underway' }) });
  chat.actions.editing = 'q1';
  await expect(chat.actions.edit('q1', asked)).rejects.toBeInstanceOf(Refused);
  expect(texts(chat)).toEqual(['Why?', 'Because.', 'And?', 'So.']);
  expect(chat.actions.editing).toBe('q1');
});

test('an answer that goes on by itself is a version of the one that was cut off', async () => {
  const { chat } = await opened({ continue_answer: () => sent(both[2]!, live('a3', 'q2')) });
  await chat.actions.continueAnswer('a2');
  expect(texts(chat)).toEqual(['Why?', 'Because.', 'And?', '']);
  expect(chat.branches['a3']).toEqual(['a2', 'a3']);
});

test('where the model cannot, it is asked to go on, below what it said', async () => {
  const { chat } = await opened({
    continue_answer: ({ words }) => sent(question('q3', words, 'a1'), live('a3', 'q3')),
  });
  await chat.actions.continueAnswer('a1');
  expect(texts(chat)).toEqual(['Why?', 'Because.', 'Go on.', '']);
  expect(chat.branches['q3']).toEqual(['q2', 'q3']);
});

test('a message that was left out comes back', async () => {
  const { host, chat } = await opened({
    delete_message: () => view(both.slice(1)),
    restore_message: () => view(both),
  });
  await chat.actions.delete('q1');
  expect(texts(chat)).toEqual(['Because.', 'And?', 'So.']);
  expect(chat.actions.deleted).toBe('q1');
  await chat.actions.restore();
  expect(texts(chat)).toEqual(['Why?', 'Because.', 'And?', 'So.']);
  expect(host.argsOf('restore_message')).toEqual([{ conversation: 'c', message: 'q1' }]);
  expect(chat.actions.deleted).toBeNull();
});

test('where a version is left out, the next one is read, and the first again when it comes back', async () => {
  const branches = [{ message: 'a2', siblings: ['a0', 'a2'] }];
  const { host, chat } = await opened(
    {
      delete_message: () => view(both.slice(0, 3)),
      restore_message: () => view([...first, second[0]!, answer('a0', 'q2', 'No.')]),
      choose_branch: ({ message }) =>
        view(message === 'a2' ? both : [...first, second[0]!, answer('a0', 'q2', 'No.')]),
    },
    both,
    { branches },
  );
  await chat.actions.delete('a2');
  expect(texts(chat).at(-1)).toBe('No.');
  await chat.actions.restore();
  expect(texts(chat).at(-1)).toBe('So.');
  expect(host.argsOf('choose_branch').map(({ message }) => message)).toEqual(['a0', 'a2']);
});

test('a refused deletion says so and offers nothing back', async () => {
  const { chat } = await opened({ delete_message: refuse({ code: 'read_only' }) });
  await chat.actions.delete('q1');
  expect(chat.error).toBeInstanceOf(Refused);
  expect(chat.actions.deleted).toBeNull();
});

test('the last question is the one that is edited, unless the conversation can only be read', async () => {
  const { chat } = await opened({});
  chat.actions.editLast();
  expect(chat.actions.editing).toBe('q2');
  const readOnly = await opened({}, both, { read_only: true });
  readOnly.chat.actions.editLast();
  expect(readOnly.chat.actions.editing).toBeNull();
});

test('a reply says why it is not kept, and no longer when it is', async () => {
  const { host, chat } = await opened({}, [first[0]!], { live: live('a1', 'q1') });
  const reply = chat.live as Reply;
  const [one, two, last] = batches('a1', [content('Be')], [content('cause')], [content('.')]);
  const give = (batch: Batch) => host.listening('attach')[0]?.give(batch);
  give({ ...one!, unsaved: 'full' });
  expect(reply.unsaved).toBe('full');
  give(two!);
  expect(reply.unsaved).toBeNull();
  give({ ...last!, unsaved: 'read_only' });
  expect(reply.unsaved).toBe('read_only');
});

test('an answer that is only in memory says so when it is read again, until it is saved', async () => {
  let unsaved: ConversationView['unsaved'] = [{ message: 'a1', fault: 'full' }];
  const { host, chat } = await opened({
    open_conversation: () => view(first, { unsaved }),
    save_again: () => {
      unsaved = [];
      return {};
    },
  });
  expect((chat.messages[1] as Reply).unsaved).toBe('full');
  await chat.actions.saveAgain('a1');
  expect(host.argsOf('save_again')).toEqual([{ conversation: 'c', message: 'a1' }]);
  expect((chat.messages[1] as Reply).unsaved).toBeNull();
});

test('a question that is taken means that the answer before it is kept', async () => {
  let now = view(first, { unsaved: [{ message: 'a1', fault: 'full' }] });
  const { chat } = await opened({
    open_conversation: () => now,
    send: () => sent(question('q2', 'And?', 'a1'), live('a2', 'q2')),
  });
  now = view([...first, second[0]!], { live: live('a2', 'q2') });
  await chat.send({ ...asked, text: 'And?' });
  await vi.waitFor(() => expect((chat.messages[1] as Reply).unsaved).toBeNull());
  expect(texts(chat)).toEqual(['Why?', 'Because.', 'And?', '']);
});

test('a fork is a conversation of its own', async () => {
  const { chat, host } = await opened({ fork: () => summary('f') });
  expect((await chat.actions.fork('a1')).id).toBe('f');
  expect(host.argsOf('fork')).toEqual([{ conversation: 'c', message: 'a1' }]);
});
