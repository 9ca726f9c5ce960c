import fc from 'fast-check';
import { expect, test } from 'vitest';

import { lines } from './lines';

async function linesOf(chunks: Uint8Array[]): Promise<string[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const line of lines(stream)) found.push(line);
  return found;
}

test('lines are whole however the bytes are cut', async () => {
  const line = fc.stringMatching(/^[a-z 春眠不觉晓🌊]{1,20}$/u);
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (expected, size) => {
      const bytes = new TextEncoder().encode(expected.map((line) => `${line}\n`).join(''));
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.slice(from, from + size));
      expect(await linesOf(chunks)).toEqual(expected);
    }),
  );
});

test('a last line needs no line break', async () => {
  expect(await linesOf([new TextEncoder().encode('{"a":1}\n\n{"b":2}')])).toEqual(['{"a":1}', '{"b":2}']);
});
