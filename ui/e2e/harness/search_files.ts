import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files under a folder that hold a text, as it is or as programs like to write it. */
export function filesWith(folder: string, text: string): string[] {
  const disguises = disguisesOf(text);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return disguises.some((disguise) => bytes.includes(disguise));
    });
}

/** A text in UTF-8, in UTF-16 of both byte orders, and in base64 wherever it begins in a longer one. */
function disguisesOf(text: string): Buffer[] {
  const utf8 = Buffer.from(text);
  const utf16 = Buffer.from(text, 'utf16le');
  return [utf8, utf16, Buffer.from(utf16).swap16(), ...[0, 1, 2].map((before) => inBase64(utf8, before))];
}

/** The letters of the base64 of these bytes that do not depend on the `before` bytes in front of them, or on what follows. */
function inBase64(bytes: Buffer, before: number): Buffer {
  const coded = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  return Buffer.from(coded.slice(before === 0 ? 0 : before + 1, -1));
}
