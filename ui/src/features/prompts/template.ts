/** What stands for something that is filled in each time. */
const VARIABLE = /\{\{\s*([^{}\n]+?)\s*\}\}/g;

/** What is to be filled in, each once, in the order in which it is met. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map(([, name = '']) => name))];
}

/** The words with everything filled in. What was left empty is left out. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, name: string) => values[name] ?? '');
}
