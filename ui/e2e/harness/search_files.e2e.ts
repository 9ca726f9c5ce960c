import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { filesWith } from './search_files';
import { test } from './test';

const SECRET = 'sk-0123456789abcdef';

test.for<[how: string, bytes: Buffer]>([
  ['as it is', Buffer.from(`a ${SECRET} b`)],
  ['in UTF-16', Buffer.from(`a ${SECRET} b`, 'utf16le')],
  ['in UTF-16 of the other byte order', Buffer.from(`a ${SECRET} b`, 'utf16le').swap16()],
  ['in base64', Buffer.from(Buffer.from(SECRET).toString('base64'))],
  ['in base64 after one byte', Buffer.from(Buffer.from(`a${SECRET} b`).toString('base64'))],
  ['in base64 after two bytes', Buffer.from(Buffer.from(`ab${SECRET}`).toString('base64'))],
])('a text is found %s', ([, bytes], { home }) => {
  const file = join(home.runnel, 'file');
  writeFileSync(file, bytes);
  expect(filesWith(home.folder, SECRET)).toEqual([file]);
  expect(filesWith(home.folder, 'sk-fedcba9876543210')).toEqual([]);
});
