import type { Language } from '../contract';
import en from './en.json';
import { numberFormat, pluralRules } from './formats';
import zhCN from './zh-CN.json';

type Table = Record<keyof typeof en, string>;
const tables = { en, 'zh-CN': zhCN } satisfies Record<string, Table>;

export type Spoken = keyof typeof tables;

type WithoutForm<K> = K extends `${infer Base}.one` | `${infer Base}.other` ? Base : K;

/** A message's key; `key.one` and `key.other` are two forms of one message, chosen by its `n`. */
export type MessageKey = WithoutForm<keyof typeof en>;

/** Numbers are written as the language writes them; what must stay as it is comes as a string. */
export type Values = Record<string, string | number>;

let spoken = $state<Spoken>('en');

/** The language that is spoken now. */
export function language(): Spoken {
  return spoken;
}

/** Speaks the language that the person prefers. */
export function setLanguage(preferred: Language, system: readonly string[] = navigator.languages): void {
  spoken = preferred === 'system' ? spokenOf(system) : preferred;
  document.documentElement.lang = spoken;
}

/** The first of the system's languages that is spoken here. */
function spokenOf(system: readonly string[]): Spoken {
  for (const tag of system) {
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}

/** A message in the language that is spoken now, with `{names}` filled in. */
export function t(key: MessageKey, values: Values = {}): string {
  const table: Record<string, string> = tables[spoken];
  const form = table[key] === undefined ? `${key}.${pluralForm(values.n)}` : key;
  return (table[form] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => written(values[name]));
}

/** A message as every language says it, for who looks for it in another than is spoken now. */
export function inEveryLanguage(key: keyof Table): string {
  return Object.values(tables)
    .map((table) => table[key])
    .join(' ');
}

function pluralForm(n: string | number | undefined): 'one' | 'other' {
  return pluralRules(spoken).select(Number(n)) === 'one' ? 'one' : 'other';
}

function written(value: string | number | undefined): string {
  return typeof value === 'number' ? numberFormat(spoken).format(value) : (value ?? '');
}
