import type { Assistant, Prompt } from '../../contract';
import { assistantExamples, promptExamples } from './examples';
import type { Library } from './library.svelte';
import { filled, variablesOf } from './template';

/** What is written in the composer. */
export interface Written {
  text: string;
  /** Keeps it for the next time. */
  keep(): void;
}

/** Something to choose after a slash. */
export type Suggestion = { readonly id: string; readonly name: string; readonly about: string } & (
  | { readonly prompt: Prompt; readonly assistant?: undefined }
  | { readonly assistant: Assistant; readonly prompt?: undefined }
);

/** More than this after the slash is no search. */
const LONGEST_SEARCH = 40;

/** What `keyCode` is while an input method takes the keys, also where `isComposing` comes too late. */
const COMPOSING = 229;

/** As much as the list shows at most. */
const MOST = 50;

/** What is offered while the composer's text begins with a slash. */
export class Slash {
  /** The place in the list that the arrow keys are at. */
  place = $state(0);
  /** The prompt whose variables are being filled in. */
  filling = $state.raw<Prompt | null>(null);
  /** The list was closed, and stays closed as long as the text goes on so. */
  closedAt = $state.raw<string | null>(null);

  readonly #id: string;
  #library: Library;
  #written: () => Written;
  #onassistant: (assistant: Assistant) => void;
  #onwritten: () => void;

  constructor(
    /** The element that is the list. */
    id: string,
    library: Library,
    written: () => Written,
    /** An assistant was chosen. */
    onassistant: (assistant: Assistant) => void,
    /** A prompt was put into the composer. */
    onwritten: () => void,
  ) {
    this.#id = id;
    this.#library = library;
    this.#written = written;
    this.#onassistant = onassistant;
    this.#onwritten = onwritten;
  }

  /** Whether the composer's text begins with a slash. */
  get isWritten(): boolean {
    return this.#written().text.startsWith('/');
  }

  /** What is searched for; `null` where nothing is. */
  get search(): string | null {
    const { text } = this.#written();
    const isSearch = text.startsWith('/') && !/\n/.test(text) && text.length <= LONGEST_SEARCH;
    const isClosed = this.closedAt !== null && text.startsWith(this.closedAt);
    return isSearch && !isClosed && this.filling === null ? text.slice(1).trim().toLowerCase() : null;
  }

  /** What is found, one's own before examples, which are there only where there is nothing of one's own. */
  get found(): readonly Suggestion[] {
    const { search } = this;
    if (search === null || !this.#library.isRead) return [];
    const { prompts, assistants } = this.#library;
    const offered = [
      ...(prompts.length > 0 ? prompts.map(({ prompt }) => prompt) : promptExamples()).map(promptSuggestion),
      ...(assistants.length > 0 ? assistants.map(({ assistant }) => assistant) : assistantExamples()).map(
        assistantSuggestion,
      ),
    ];
    const isFound = ({ name, about }: Suggestion) =>
      name.toLowerCase().includes(search) || (search.length > 2 && about.toLowerCase().includes(search));
    const found = offered.filter(isFound);
    const begins = ({ name }: Suggestion) => Number(name.toLowerCase().startsWith(search));
    return found.toSorted((one, other) => begins(other) - begins(one)).slice(0, MOST);
  }

  get listId(): string | undefined {
    return this.found.length > 0 ? this.#id : undefined;
  }

  get activeId(): string | undefined {
    return this.active && this.idOf(this.active);
  }

  /** The element that a suggestion is in the list. */
  idOf(suggestion: Suggestion): string {
    return `${this.#id}-${suggestion.id}`;
  }

  get active(): Suggestion | undefined {
    return this.found[Math.min(this.place, this.found.length - 1)];
  }

  /** Takes a key of the field, where it is for the list. */
  press(event: KeyboardEvent): boolean {
    const { found, active } = this;
    const isComposing = event.isComposing || event.keyCode === COMPOSING;
    if (!active || isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return false;
    }
    const at = Math.min(this.place, found.length - 1);
    if (event.key === 'ArrowDown') this.place = (at + 1) % found.length;
    else if (event.key === 'ArrowUp') this.place = (at + found.length - 1) % found.length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.choose(active);
    else if (event.key === 'Escape') this.closedAt = this.#written().text;
    else return false;
    return true;
  }

  choose({ prompt, assistant }: Suggestion): void {
    this.place = 0;
    if (assistant) {
      this.#write('');
      this.#onassistant(assistant);
    } else if (variablesOf(prompt.text).length > 0) {
      this.filling = prompt;
    } else {
      this.#insert(prompt.text);
    }
  }

  /** Puts the prompt into the composer, with what was filled in. */
  fill(values: Readonly<Record<string, string>>): void {
    const { filling } = this;
    this.filling = null;
    if (filling) this.#insert(filled(filling.text, values));
  }

  /** Lets the prompt be; what was typed stays. */
  leave(): void {
    this.filling = null;
    this.closedAt = this.#written().text;
    this.#onwritten();
  }

  #insert(text: string): void {
    this.#write(text.trimEnd());
    this.#onwritten();
  }

  #write(text: string): void {
    const written = this.#written();
    written.text = text;
    written.keep();
  }
}

function promptSuggestion(prompt: Prompt, place: number): Suggestion {
  return { id: `prompt-${place}`, name: prompt.name, about: oneLine(prompt.text), prompt };
}

function assistantSuggestion(assistant: Assistant, place: number): Suggestion {
  const about = oneLine(assistant.parameters.system ?? '');
  return { id: `assistant-${place}`, name: assistant.name, about, assistant };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
