import { StringStream } from '@codemirror/language';

import type { Grammar } from './languages';

/** A stretch of a line, and which of the colours of code it has; `''` is none. */
export interface Stretch {
  text: string;
  colour: string;
}

/** A longer line is left as it is. */
const LONGEST = 4_000;
const TAB = 4;

/** Reads code a line at a time, and carries from line to line what a grammar needs to know. */
export class Highlighter {
  private constructor(
    private readonly grammar: Grammar,
    private readonly state: unknown,
  ) {}

  static of(grammar: Grammar): Highlighter {
    return new Highlighter(grammar, grammar.startState?.(TAB));
  }

  /** One that has read the same, and goes on by itself. */
  copy(): Highlighter {
    const { grammar, state } = this;
    return new Highlighter(grammar, grammar.copyState ? grammar.copyState(state) : copied(state));
  }

  /** The stretches of the next line. */
  line(text: string): Stretch[] {
    if (text === '') this.grammar.blankLine?.(this.state, TAB);
    if (text === '' || text.length > LONGEST) return [{ text, colour: '' }];
    const stretches: Stretch[] = [];
    const stream = new StringStream(text, TAB, TAB);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const colour = colourOf(this.token(stream));
      const last = stretches.at(-1);
      if (last?.colour === colour) last.text += stream.current();
      else stretches.push({ text: stream.current(), colour });
    }
    return stretches;
  }

  /** A grammar may change its mind without reading on, but not for ever. */
  private token(stream: StringStream): string | null {
    try {
      for (let tries = 0; tries < 10; tries++) {
        const style = this.grammar.token(stream, this.state);
        if (stream.pos > stream.start) return style;
      }
    } catch {
      // What a grammar stumbles over has no colour.
    }
    if (stream.pos <= stream.start) stream.next();
    return null;
  }
}

function copied(state: unknown): unknown {
  if (typeof state !== 'object' || state === null) return state;
  const copy = Object.entries(state).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value] : value,
  ]);
  return Object.fromEntries(copy);
}

const COLOURS: readonly (readonly [pattern: RegExp, colour: string])[] = [
  [/comment|quote/, 'comment'],
  [/string|regexp|inserted|url/, 'string'],
  [/number|atom|bool|null|unit|deleted|color/, 'number'],
  [/keyword|tag|meta|modifier|operatorKeyword|heading|processing/, 'keyword'],
  [/def|type|class|attribute|property|standard|builtin|label|function|special|namespace/i, 'name'],
];
const colours = new Map<string, string>();

/** The colour of what a grammar calls by one or several names. */
function colourOf(style: string | null): string {
  if (style === null) return '';
  const known = colours.get(style);
  if (known !== undefined) return known;
  const colour = COLOURS.find(([pattern]) => pattern.test(style))?.[1] ?? '';
  colours.set(style, colour);
  return colour;
}
