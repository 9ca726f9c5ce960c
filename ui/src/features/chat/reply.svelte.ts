import type {
  Answer,
  Batch,
  LiveReply,
  Message,
  ModelChoice,
  Part,
  Problem,
  RecordId,
  StorageFault,
  Timestamp,
} from '../../contract';
import { FramePace, type Pace } from '../../shared/pace';
import { appended } from './parts';

/** Makes the pace at which a growing reply is shown. */
export type Pacing = (show: () => void) => Pace;

/** A reply that began longer ago than this, in milliseconds, is joined and not seen from its beginning. */
const FRESH = 2000;

/** A failure that is about to be tried again. */
export interface Retry {
  problem: Problem;
  /** When it is tried. */
  at: Timestamp;
}

/** An answer, while it grows and when it is there. */
export class Reply {
  readonly role = 'assistant';
  /** What is shown of it. */
  parts = $state.raw<readonly Part[]>([]);
  /** What is known of it beside its words; `null` while it grows. */
  answer = $state.raw<Answer | null>(null);
  /** Since when it thinks, as far as that was seen; 0 before. */
  thinkingSince = $state.raw<Timestamp>(0);
  /** How long it thought, in milliseconds, once that is known. */
  thoughtMs = $state.raw<number | null>(null);
  /** What it is waiting for to try again; `null` while it does not wait. */
  retry = $state.raw<Retry | null>(null);
  /** Why it is only in memory; `null` where it is kept. */
  unsaved = $state.raw<StorageFault | null>(null);

  #arrived: readonly Part[] = [];
  #fresh: boolean;
  #pace: Pace;

  private constructor(
    readonly id: RecordId,
    /** The question that it answers. */
    readonly parent: RecordId | null,
    readonly at: Timestamp,
    readonly choice: ModelChoice,
    /** Whether it was seen to grow, and is not only read again. */
    readonly seenGrowing: boolean,
    pacing: Pacing,
  ) {
    this.#fresh = Date.now() - at < FRESH;
    this.#pace = pacing(() => {
      if (!this.answer) this.parts = this.#arrived;
    });
  }

  /** A reply that is being made. */
  static growing(live: LiveReply, pacing: Pacing = (show) => new FramePace(show)): Reply {
    return new Reply(live.message, live.parent, live.at, live.choice, true, pacing);
  }

  /** An answer that was kept. */
  static kept({ id, parent, at, parts, answer }: Message & { role: 'assistant' }): Reply {
    const reply = new Reply(id, parent, at, answer, false, (show) => ({ ask: show }));
    reply.end(parts, answer);
    return reply;
  }

  /** Takes in what came next. */
  take(batch: Batch): void {
    for (const event of batch.events) {
      this.#arrived = appended(this.#arrived, event);
      this.retry =
        event.type === 'retrying' ? { problem: event.problem, at: Date.now() + event.after_ms } : null;
      if (event.type === 'reasoning') this.thinkingSince ||= this.#fresh ? Date.now() : this.at;
      if (event.type === 'content' && this.thinkingSince && this.#fresh) {
        this.thoughtMs ??= Date.now() - this.thinkingSince;
      }
    }
    this.unsaved = batch.unsaved ?? null;
    if (batch.answer) this.end(this.#arrived, batch.answer);
    else if (batch.said_all) this.parts = this.#arrived;
    else this.#pace.ask();
  }

  /** It is whole. */
  end(parts: readonly Part[], answer: Answer): void {
    this.parts = parts;
    this.answer = answer;
    this.retry = null;
    this.thoughtMs = answer.timing.reasoning_ms;
  }
}
