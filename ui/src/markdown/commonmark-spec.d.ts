declare module 'commonmark-spec' {
  /** The examples of the specification; a tab is written as `→`. */
  export const tests: readonly { markdown: string; html: string; section: string; number: number }[];
}
