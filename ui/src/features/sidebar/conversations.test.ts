import { expect, test } from 'vitest';

import type { ConversationSummary } from '../../contract';
import { Conversations } from './conversations.svelte';

const line = (
  id: string,
  updated: number,
  title: string | null = id,
  pinned = false,
): ConversationSummary => ({
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

test('with a filter only what belongs there is listed, and the rest is still known', () => {
  const conversations = new Conversations();
  conversations.filter = { folder: 'Work', tag: null };
  conversations.reset(page({ ...line('a', 2), folder: 'Work' }));
  conversations.put({ ...line('b', 3), folder: 'Home' });
  conversations.put({ ...line('a', 2), folder: null });
  expect(ids(conversations)).toEqual([]);
  expect(conversations.get('b')?.folder).toBe('Home');
});

test('what stands behind the part of the list that is there does not appear before its turn', () => {
  const conversations = new Conversations();
  const next = { pinned: false, updated: 8, id: 'b' };
  conversations.reset({ conversations: [line('a', 9), line('b', 8)], next });
  conversations.put(line('old', 1, 'named anew'));
  expect(ids(conversations)).toEqual(['a', 'b']);
  expect(conversations.get('old')?.title).toBe('named anew');
});

test('an index that is up to date is not told of', () => {
  const conversations = new Conversations();
  conversations.indexed({ done: 3, total: 40 });
  expect(conversations.indexing).toEqual({ done: 3, total: 40 });
  conversations.indexed({ done: 40, total: 40 });
  expect(conversations.indexing).toBeNull();
});
