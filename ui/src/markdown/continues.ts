/** Whether a text begins with another. Engines compare whole strings many times as fast as `startsWith` does. */
export function continues(text: string, beginning: string): boolean {
  return text.length >= beginning.length && text.slice(0, beginning.length) === beginning;
}
