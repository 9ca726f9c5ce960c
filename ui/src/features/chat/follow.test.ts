import fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Batch } from '../../contract';
import { FakeHost } from '../../host/fake';
import { follow } from './follow';
import { batches, content, live } from './samples';

const reply = live('a1', 'q1');

/** An engine that holds these batches; what the web view makes of each delivery is for `deliver` to say. */
function engine(held: Batch[], deliver: (batches: Batch[]) => Batch[]): FakeHost {
  return new FakeHost({}, ({ name, args, give }) => {
    if (name !== 'attach' || !('after' in args)) return;
    const { after } = args;
    deliver(held.filter(({ number }) => number > after)).forEach((batch) => give(batch));
  });
}

function seenBy(host: FakeHost): Batch[] {
  const seen: Batch[] = [];
  follow(
    host,
    reply,
    (batch) => seen.push(batch),
    () => {},
  );
  return seen;
}

test('every batch comes once and in order, whatever was lost and repeated', () => {
  const losses = fc.array(fc.constantFrom('lost', 'once', 'twice'), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), losses, (count, fates) => {
      const held = batches('a1', ...Array.from({ length: count }, (_, n) => [content(`${n} `)]));
      const host = engine(held, (batches) =>
        // Each is lost at most once, and something after the lost one arrives: that is how a gap is seen.
        batches.flatMap((batch) => {
          const fate = batch.answer ? 'once' : fates[batch.number - 1];
          if (fate !== 'twice') fates[batch.number - 1] = 'once';
          return fate === 'lost' ? [] : fate === 'twice' ? [batch, batch] : [batch];
        }),
      );
      expect(seenBy(host)).toEqual(held);
      expect(host.listening('attach')).toEqual([]);
    }),
  );
});

test('a gap asks for everything after the last that came', () => {
  const [first, , third] = batches('a1', [content('a')], [content('b')], [content('c')]);
  const host = new FakeHost();
  const seen = seenBy(host);
  host.listening('attach')[0]?.give(first!);
  host.listening('attach')[0]?.give(third!);
  expect(seen).toEqual([first]);
  expect(host.listening('attach').map(({ args }) => args.after)).toEqual([1]);
});

test('what a left attachment still brings is not listened to', () => {
  const [first] = batches('a1', [content('a')], [content('b')]);
  const host = new FakeHost();
  const seen: Batch[] = [];
  const failures: unknown[] = [];
  const leave = follow(
    host,
    reply,
    (batch) => seen.push(batch),
    (error) => failures.push(error),
  );
  leave();
  host.listeners[0]?.give(first!);
  host.listeners[0]?.fail(new Error('gone'));
  expect(seen).toEqual([]);
  expect(failures).toEqual([]);
  expect(host.listeners[0]?.detached).toBe(true);
});
