import { expect, test } from 'vitest';

import { fileName, isWhole } from './files';

test('a path is whole where it begins at a root', () => {
  for (const path of ['/home/me', 'C:\\Users', 'd:/backup', '\\\\server\\share']) {
    expect(isWhole(path), path).toBe(true);
  }
  for (const path of ['', 'backup.zip', './a', '~/a', 'C:backup']) expect(isWhole(path), path).toBe(false);
});

test('a title becomes the name of a file that every system takes', () => {
  expect(fileName('Tea: green / black?', 'md')).toBe('Tea green black.md');
  expect(fileName('天为什么是蓝的？', 'html')).toBe('天为什么是蓝的？.html');
  expect(fileName(' ... ', 'json')).toBe('Runnel.json');
  expect(fileName('a'.repeat(200), 'md')).toHaveLength(63);
});
