import type { Commands, Image, Refusal, Streams } from '../contract';
import { picturePath, Refused, type Host, type PathWanted } from './host';

type Name = keyof Commands;
type Answers = {
  [K in Name]?: (args: Commands[K]['args']) => Commands[K]['reply'] | Promise<Commands[K]['reply']>;
};

/** A stream that somebody listens to. */
export interface Listener<K extends keyof Streams = keyof Streams> {
  name: K;
  args: Streams[K]['args'];
  give: (item: Streams[K]['item']) => void;
  fail: (error: unknown) => void;
  detached: boolean;
}

/** A host for tests: it answers as it is told, and remembers what was asked. */
export class FakeHost implements Host {
  readonly asked: { name: Name; args: unknown }[] = [];
  readonly listeners: Listener[] = [];

  constructor(
    readonly answers: Answers = {},
    /** Called when somebody begins to listen. */
    private readonly onListen: (listener: Listener) => void = () => {},
  ) {}

  async call<K extends Name>(name: K, args: Commands[K]['args']): Promise<Commands[K]['reply']> {
    this.asked.push({ name, args });
    const answer = this.answers[name];
    if (!answer) throw new Error(`nobody expected ${name}`);
    return answer(args);
  }

  stream<K extends keyof Streams>(
    name: K,
    args: Streams[K]['args'],
    onItem: (item: Streams[K]['item']) => void,
    onFailure: (error: unknown) => void = () => {},
  ): () => void {
    const listener: Listener<K> = { name, args, give: onItem, fail: onFailure, detached: false };
    this.listeners.push(listener as unknown as Listener);
    this.onListen(listener as unknown as Listener);
    return () => {
      listener.detached = true;
    };
  }

  /** Whoever listens to this stream now. */
  listening<K extends keyof Streams>(name: K): Listener<K>[] {
    const listeners = this.listeners.filter((listener) => listener.name === name && !listener.detached);
    return listeners as unknown as Listener<K>[];
  }

  /** The arguments of every call of this command. */
  argsOf<K extends Name>(name: K): Commands[K]['args'][] {
    return this.asked.filter((call) => call.name === name).map((call) => call.args as Commands[K]['args']);
  }

  pictureUrl(image: Image): string {
    return `/picture/${picturePath(image)}`;
  }

  readonly opened: string[] = [];
  openExternal(url: string): void {
    this.opened.push(url);
  }

  readonly saved: { name: string; text: string }[] = [];
  async saveFile(name: string, text: string): Promise<string> {
    this.saved.push({ name, text });
    return `/home/me/Downloads/${name}`;
  }

  /** What the person chooses. */
  chosen: string | null = null;
  readonly wanted: PathWanted[] = [];
  async choosePath(wanted: PathWanted): Promise<string | null> {
    this.wanted.push(wanted);
    return this.chosen;
  }

  foldersOpened = 0;
  async openDataFolder(): Promise<void> {
    this.foldersOpened += 1;
  }

  printed = 0;
  print(): void {
    this.printed += 1;
  }
}

/** An answer that is a refusal. */
export function refuse(refusal: Refusal): () => never {
  return () => {
    throw new Refused(refusal);
  };
}
