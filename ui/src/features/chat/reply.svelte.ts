import type { Answer, Batch, LiveReply, Message, ModelChoice, Part, RecordId, Timestamp } from '../../contract';
import { FramePace, type Pace } from '../../shared/pace';
import { appended } from './parts';

/** Makes the pace at which a growing reply is shown. */
export type Pacing = (show: () => void) => Pace;

/** A reply that began longer ago than this, in milliseconds, is joined and not seen from its beginning. */
const FRESH = 2000;

/** An answer, while it grows and when it is there. */
export class Reply {
  readonly role = 'assistant';
  readonly id: RecordId;
  readonly parent: RecordId | null;
  readonly at: Timestamp;
  readonly choice: ModelChoice;
  /** What is shown of it. */
  parts = $state.raw<readonly Part[]>([]);
  /** How it ended; `null` while it grows. */
  answer = $state.raw<Answer | null>(null);
  /** When its thinking began, as far as it was seen. */
  thinkingSince = $state.raw<Timestamp>(0);
  /** How long it thought, in milliseconds, once that is known. */
  thoughtMs = $state.raw<number | null>(null);

  #arrived: readonly Part[] = [];
  #pace: Pace;

  private constructor(reply: Omit<LiveReply, 'conversation' | 'parent'> & { parent: RecordId | null }, pacing: Pacing) {
    this.id = reply.message;
    this.parent = reply.parent;
    this.at = reply.at;
    this.choice = reply.choice;
    this.#pace = pacing(() => {
      if (!this.answer) this.parts = this.#arrived;
    });
  }

  /** A reply that is being made. */
  static growing(live: LiveReply, pacing: Pacing = (show) => new FramePace(show)): Reply {
    return new Reply(live, pacing);
  }

  /** An answer that was kept. */
  static kept(message: Message & { role: 'assistant' }): Reply {
    const { id, parent, at, parts, answer } = message;
    const { provider, model } = answer;
    const reply = new Reply({ message: id, parent, at, choice: { provider, model } }, (show) => ({ ask: show }));
    reply.end(parts, answer);
    return reply;
  }

  /** Takes in what came next. */
  take(batch: Batch, now: Timestamp = Date.now()): void {
    for (const event of batch.events) {
      this.#arrived = appended(this.#arrived, event);
      if (event.type === 'reasoning') this.thinkingSince ||= now - this.at < FRESH ? now : this.at;
      if (event.type === 'content' && this.thinkingSince) this.thoughtMs ??= now - this.thinkingSince;
    }
    if (batch.answer) this.end(this.#arrived, batch.answer);
    else this.#pace.ask();
  }

  /** It is whole. */
  end(parts: readonly Part[], answer: Answer): void {
    this.parts = parts;
    this.answer = answer;
    this.thoughtMs = answer.timing.reasoning_ms;
  }
}
