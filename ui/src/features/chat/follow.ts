import type { Batch, LiveReply } from '../../contract';
import type { Host } from '../../host/host';

/**
 * Follows a reply from its beginning: every batch comes once and in order. Where one is missing, the
 * engine is asked for everything after the last that came. Returns a function that stops following;
 * the reply itself goes on.
 */
export function follow(
  host: Host,
  reply: LiveReply,
  onBatch: (batch: Batch) => void,
  onFailure: (error: unknown) => void,
): () => void {
  let last = 0;
  let detach = () => {};
  // What an earlier attachment still brings is not listened to.
  let attachment = 0;

  const attach = () => {
    const mine = ++attachment;
    const { conversation, message } = reply;
    const leave = host.stream(
      'attach',
      { conversation, message, after: last },
      (batch) => {
        if (mine === attachment) take(batch);
      },
      (error) => {
        if (mine === attachment) onFailure(error);
      },
    );
    if (mine === attachment) detach = leave;
    else leave();
  };

  const take = (batch: Batch) => {
    if (batch.number <= last) return;
    if (batch.number > last + 1) {
      detach();
      attach();
      return;
    }
    last = batch.number;
    onBatch(batch);
    if (batch.answer) stop();
  };

  const stop = () => {
    attachment += 1;
    detach();
  };

  attach();
  return stop;
}
