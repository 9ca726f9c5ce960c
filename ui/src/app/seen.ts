import type { RecordId } from '../contract';
import type { Chat } from '../features/chat/chat.svelte';
import type { Host } from '../host/host';

/** Remembers that everything that is kept of a conversation was seen; what comes later is news. */
export async function markSeen(host: Host, chat: Chat): Promise<void> {
  const { conversation } = chat;
  const message = newestKept(chat);
  if (conversation === null || message === null) return;
  // A mark that could not be written costs nobody anything.
  await host.call('mark_seen', { conversation, message }).catch(() => {});
}

/** The newest message that is kept, among those that are read and their other versions. Ids sort by time. */
function newestKept({ messages, branches, others }: Chat): RecordId | null {
  const growing = [
    ...messages.flatMap((message) =>
      message.role === 'assistant' && message.answer === null ? [message.id] : [],
    ),
    ...others.map(({ message }) => message),
  ];
  const all = [...messages.map(({ id }) => id), ...messages.flatMap(({ id }) => branches[id] ?? [])];
  return (
    all
      .filter((id) => !growing.includes(id))
      .sort()
      .at(-1) ?? null
  );
}
