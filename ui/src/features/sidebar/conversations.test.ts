import { expect, test } from 'vitest';

import { Conversations } from './conversations.svelte';

const line = (id: string, updated: number, title: string | null = id, pinned = false) => ({
  ...{ id, title, updated, pinned },
  ...{ folder: null, tags: [], unread: false },
});
const page = (...conversations: ReturnType<typeof line>[]) => ({ conversations, next: null });
const ids = (conversations: Conversations) => conversations.list.map(({ id }) => id);

test('the newest stands first, also after it has changed', () => {
  const conversations = new Conversations();
  conversations.reset(page(line('old', 1), line('new', 2)));
  expect(ids(conversations)).toEqual(['new', 'old']);
  conversations.put(line('old', 3, 'named anew'));
  expect(ids(conversations)).toEqual(['old', 'new']);
  expect(conversations.get('old')?.title).toBe('named anew');
  conversations.remove('old');
  expect(ids(conversations)).toEqual(['new']);
});

test('pinned ones stand above all others, and every page is added to what is there', () => {
  const conversations = new Conversations();
  const next = { pinned: false, updated: 8, id: 'b' };
  conversations.reset({ conversations: [line('a', 9), line('b', 8)], next });
  conversations.put(line('old', 1, 'old', true));
  expect(conversations.next).toEqual(next);
  conversations.add(page(line('b', 8), line('c', 7)));
  expect(ids(conversations)).toEqual(['old', 'a', 'b', 'c']);
  expect(conversations.next).toBeNull();
});

test('a conversation is replying as long as one of its replies grows', () => {
  const conversations = new Conversations();
  const reply = (message: string) => ({
    conversation: 'c',
    message,
    parent: 'q',
    choice: { provider: 'offline', model: 'demo' },
    at: 1,
  });
  conversations.resetReplying([reply('a1'), reply('a2')]);
  conversations.replyEnded('a1');
  expect(conversations.isReplying('c')).toBe(true);
  conversations.replyEnded('a2');
  expect(conversations.isReplying('c')).toBe(false);
});
