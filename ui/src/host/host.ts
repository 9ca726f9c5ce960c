import type { Commands, Image, Refusal, Streams } from '../contract';

/** A file or folder that a person is to choose. */
export interface PathWanted {
  /** One that is there, or a file that is to be written. */
  kind: 'file' | 'folder' | 'new_file';
  /** What it is wanted for: the title of the dialog. */
  title: string;
  /** What a new file may be called. */
  name?: string;
}

/** The one door to the outside: whoever hosts the engine answers through it. */
export interface Host {
  /** Asks the engine. Rejects with `Refused` when it refuses. */
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['reply']>;
  /**
   * Listens to the engine until the returned function is called. `onFailure` is called once when
   * listening was refused or broke off; nothing comes after it.
   */
  stream<K extends keyof Streams>(
    name: K,
    args: Streams[K]['args'],
    onItem: (item: Streams[K]['item']) => void,
    onFailure?: (error: unknown) => void,
  ): () => void;
  /** Where the window loads a picture from. */
  pictureUrl(image: Image): string;
  /** Opens an address in the person's own browser. */
  openExternal(url: string): void;
  /** Keeps a text as a file of the person's, and tells where; `null` where the browser tells. */
  saveFile(name: string, text: string): Promise<string | null>;
  /** Draws everything larger or smaller; 1 is as it is. Not there where the browser has its own way. */
  setZoom?(factor: number): Promise<void>;
  /** Lets the person choose; `null` where they did not, or where there is no dialog to choose in. */
  choosePath(wanted: PathWanted): Promise<string | null>;
  /** Shows the folder in which everything is kept, where there is a program to show it. */
  openDataFolder?(): Promise<void>;
  /** Prints the page. */
  print(): void;
}

/** The engine did not do what it was asked to. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
    this.name = 'Refused';
  }
}

/** The part of a picture's address that all hosts have in common. */
export function picturePath(image: Image): string {
  return image.from === 'link'
    ? `link?url=${encodeURIComponent(image.url)}`
    : `attachment/${encodeURIComponent(image.hash)}`;
}
