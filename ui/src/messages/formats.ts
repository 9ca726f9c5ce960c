/** What was made, by what it is for: making one takes as long as hundreds of its uses. */
const made: Record<string, unknown> = {};

function once<Made>(kind: string, language: string, options: object, make: () => Made): Made {
  return (made[`${kind} ${language} ${JSON.stringify(options)}`] ??= make()) as Made;
}

/** How a language writes numbers. */
export function numberFormat(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once('number', language, options, () => new Intl.NumberFormat(language, options));
}

/** How a language writes dates and times. */
export function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once('date', language, options, () => new Intl.DateTimeFormat(language, options));
}

/** Which form of a word a language has for a number. */
export function pluralRules(language: string): Intl.PluralRules {
  return once('plural', language, {}, () => new Intl.PluralRules(language));
}
