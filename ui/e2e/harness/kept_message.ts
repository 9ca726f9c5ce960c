import type { Message, Part } from '../../src/contract';

/** A message as its conversation file has it. */
export class KeptMessage {
  private readonly message: Message;

  constructor(record: unknown) {
    this.message = record as Message;
  }

  get role(): string {
    return this.message.role;
  }

  /** Its words, without its thinking. */
  get text(): string {
    return this.textOf('text');
  }

  get reasoning(): string {
    return this.textOf('reasoning');
  }

  /** How it ended, for an answer. */
  get ending(): string | undefined {
    return this.message.role === 'assistant' ? this.message.answer.ending.type : undefined;
  }

  private textOf(type: 'text' | 'reasoning'): string {
    const parts = this.message.parts.filter(
      (part): part is Extract<Part, { type: typeof type }> => part.type === type,
    );
    return parts.map(({ text }) => text).join('');
  }
}
