import { afterEach, expect, test } from 'vitest';

import en from './en.json';
import { setLanguage, t } from './messages.svelte';
import zhCN from './zh-CN.json';

const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!../**/*.test.ts', '!../contract/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const placeholders = (message: string) => [...message.matchAll(/\{\w+\}/g)].map(String).sort();

afterEach(() => setLanguage('en'));

test('every message is in every language', () => {
  expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort());
});

test('a translation has the same placeholders', () => {
  const chinese: Record<string, string> = zhCN;
  for (const [key, message] of Object.entries(en)) {
    expect(placeholders(chinese[key] ?? ''), key).toEqual(placeholders(message));
  }
});

test('no message is unused', () => {
  const code = Object.values(sources).join('\n');
  // A key is written out, or it begins with what stands before the `${` of a template.
  const beginnings = [...code.matchAll(/`([a-z_]+\.[a-z_.]*)\$\{/g)].map((match) => match[1] ?? '');
  const isUsed = (key: string) => {
    const base = key.replace(/\.(one|other)$/, '');
    return code.includes(`'${base}'`) || beginnings.some((beginning) => base.startsWith(beginning));
  };
  expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
});

test('a number chooses the form of a message', () => {
  expect(t('problem.retry_after', { n: 1 })).toBe('It asks to wait 1 second.');
  expect(t('problem.retry_after', { n: 1200 })).toBe('It asks to wait 1,200 seconds.');
  setLanguage('zh-CN');
  expect(t('problem.retry_after', { n: 1 })).toBe('它要求等待 1 秒。');
});

test("the system's first language that is spoken here is taken", () => {
  setLanguage('system', ['fr', 'zh-Hans-CN', 'en']);
  expect(t('chat.stop')).toBe('停止');
  setLanguage('system', ['fr']);
  expect(t('chat.stop')).toBe('Stop');
});
