/** Where a link leads that names its address elsewhere. */
export interface Reference {
  href: string;
  title: string;
}

/** What other places of a text refer to: addresses of links, and notes. It may be defined after it was referred to. */
export class Definitions {
  private readonly references = new Map<string, Reference>();
  private readonly notes = new Set<string>();
  private missed = new Map<string, boolean>();
  private fresh = new Set<string>();
  private growing = true;

  /** Whether definitions may still come: then what needs one is drawn as if it were there. */
  get isGrowing(): boolean {
    return this.growing;
  }

  /** Runs `ask`, and returns what it asked for in vain, and whether it was answered as if that were there. */
  asking(ask: () => void): ReadonlyMap<string, boolean> {
    this.missed = new Map();
    ask();
    return this.missed;
  }

  /** `isCertain`: the place that asks can be nothing but a link. */
  reference(label: string, isCertain: boolean): Reference | undefined {
    const key = normalized(label);
    const found = this.references.get(key);
    if (found) return found;
    const isAssumed = this.growing && isCertain;
    this.missed.set(key, isAssumed);
    return isAssumed ? { href: '', title: '' } : undefined;
  }

  hasNote(label: string): boolean {
    const key = noteKey(label);
    if (this.notes.has(key)) return true;
    this.missed.set(key, this.growing);
    return this.growing;
  }

  /** The first definition holds. */
  define(label: string, reference: Reference): void {
    const key = normalized(label);
    if (key === '' || this.references.has(key)) return;
    this.references.set(key, reference);
    this.fresh.add(key);
  }

  note(label: string): void {
    const key = noteKey(label);
    if (this.notes.has(key)) return;
    this.notes.add(key);
    this.fresh.add(key);
  }

  /** No more will come. */
  end(): void {
    this.growing = false;
  }

  /** What was defined since this was asked last. */
  takeFresh(): ReadonlySet<string> {
    const { fresh } = this;
    this.fresh = new Set();
    return fresh;
  }
}

const normalized = (label: string) => label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
const noteKey = (label: string) => `^${label.toLowerCase()}`;

const DEFINITION =
  /^ {0,3}\[(?!\^)((?:\\.|[^\\[\]]){1,999})\]:[ \t]*\n?[ \t]*(?:<((?:\\.|[^\\<>\n])*)>|([^\s<]\S*))(?:(?:[ \t]+|[ \t]*\n[ \t]*)("(?:\\.|[^\\"])*"|'(?:\\.|[^\\'])*'|\((?:\\.|[^\\()])*\)))?[ \t]*(?:\n|$)/;
const UNTITLED =
  /^ {0,3}\[(?!\^)((?:\\.|[^\\[\]]){1,999})\]:[ \t]*\n?[ \t]*(?:<((?:\\.|[^\\<>\n])*)>|([^\s<]\S*))[ \t]*(?:\n|$)/;

/** A paragraph without the definitions that it begins with. */
export function takeDefinitions(text: string, definitions: Definitions): string {
  let rest = text;
  while (rest.startsWith('[')) {
    const found = DEFINITION.exec(rest) ?? UNTITLED.exec(rest);
    if (!found) return rest;
    definitions.define(found[1]!, {
      href: (found[2] ?? found[3] ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1'),
      title: found[4]?.slice(1, -1) ?? '',
    });
    rest = rest.slice(found[0].length);
  }
  return rest;
}
