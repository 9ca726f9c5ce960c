/** When a message was written, as a person says it. */
export type When = 'any' | 'today' | 'week' | 'month' | 'year' | 'between';

/** In the order in which they are offered. */
export const WHENS = ['any', 'today', 'week', 'month', 'year', 'between'] as const satisfies When[];

/** As many days back from today each of them begins. */
const DAYS = { today: 0, week: 6, month: 29, year: 364 } as const;

/** The first and the last day, as a date field has them: `YYYY-MM-DD`, or empty. */
export interface Between {
  first: string;
  last: string;
}

/** From which moment on and before which moment, where that is bounded. */
export interface Moments {
  from: number | null;
  to: number | null;
}

export function momentsOf(when: When, between: Between, now: number): Moments {
  if (when === 'any') return { from: null, to: null };
  const day = (at: Date, days: number) =>
    new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime();
  const today = new Date(now);
  if (when !== 'between') return { from: day(today, -DAYS[when]), to: day(today, 1) };
  const written = (text: string, days: number) => {
    // Without a time it would be read as one of Greenwich.
    const at = new Date(`${text}T00:00`);
    return text === '' || Number.isNaN(at.getTime()) ? null : day(at, days);
  };
  return { from: written(between.first, 0), to: written(between.last, 1) };
}
