import { tick } from 'svelte';

import type { FoundMessage, TextRange } from '../contract';
import type Messages from '../features/chat/Messages.svelte';
import { aligned } from '../shared/alignment';
import { DrawnText } from '../shared/drawn_text';
import { mark, scrollToRange } from '../shared/marks';
import { occurrences } from '../shared/occurrences';
import type { App } from './app.svelte';

/** Opens the conversation of a message that was found, on the branch that has it, and goes to the words. */
export async function goTo(
  app: App,
  found: FoundMessage,
  messages: () => Messages | undefined,
): Promise<void> {
  const isShown = app.chat.conversation === found.conversation;
  const opened = isShown ? undefined : app.show(found.conversation);
  const { chat } = app;
  await opened;
  await tick();
  let article = await messages()?.show(found.message);
  if (!article && app.chat === chat) {
    await chat.chooseBranch(found.message);
    article = await messages()?.show(found.message);
  }
  if (!article || app.chat !== chat) return;
  const drawn = new DrawnText(article.querySelectorAll('[data-words]'));
  const places = placesOf(found, drawn.text);
  const ranges = places.map((place) => drawn.range(place));
  const [first = 0] = aligned(found.excerpt, found.ranges, drawn.text, places).filter(
    (place) => place !== null,
  );
  const here = ranges[first];
  mark('found', ranges);
  mark('found-here', []);
  if (here) await scrollToRange(here);
  else article.scrollIntoView({ block: 'start' });
}

/** Where the words for which a message was found are drawn, in order. */
function placesOf({ excerpt, ranges }: FoundMessage, drawn: string): TextRange[] {
  const words = new Set(ranges.map(({ start, end }) => excerpt.slice(start, end)));
  return [...words].flatMap((word) => occurrences(drawn, word)).sort((a, b) => a.start - b.start);
}
