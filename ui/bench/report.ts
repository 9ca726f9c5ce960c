import type { Earlier } from './conversation';

/** What one answer cost a page. */
export interface Cost {
  /** On a processor, of the processes that draw pages. */
  cpuSeconds: number;
  /** From the question to a second after the last words. */
  seconds: number;
  /** From the server's last byte to the last words on the screen, in milliseconds. */
  lastTextMs: number;
  /** Tasks of more than 50 ms, and the longest of them; `null` where the engine does not tell. */
  longTasks: number | null;
  longestTaskMs: number | null;
  /** The longest time without a frame, in milliseconds. */
  longestGapMs: number;
  /** Frames a second while the last quarter of the answer came. */
  fpsLastQuarter: number;
  peakMb: number;
}

/** The same answer in the application and on the bare page. */
export interface Run {
  /** Of the answer, in thousands of bytes. */
  size: number;
  perSecond: number | 'burst';
  ours: Cost;
  bare: Cost;
}

/** An answer in a conversation that has messages already. */
export interface Conversation extends Earlier {
  /** Until its last message was painted, in milliseconds; 0 without messages. */
  openMs: number;
  /** What the page held when it was open, in MB. */
  openedMb: number;
  cost: Cost;
}

/** One of the worst inputs, at a share of its size. */
export interface Worst {
  name: string;
  share: number;
  cost: Cost;
}

/** The runs as lines for people. */
export function table(runs: readonly Run[]): string {
  const head = [
    'KB',
    'chunks/s',
    'CPU s',
    'bare CPU s',
    'ratio',
    'last text ms',
    'long tasks',
    'longest ms',
    'longest gap ms',
    'frames/s',
    'bare frames/s',
    'peak MB',
  ];
  const rows = runs.map(({ size, perSecond, ours, bare }) => [
    String(size),
    String(perSecond),
    ours.cpuSeconds.toFixed(2),
    bare.cpuSeconds.toFixed(2),
    (ours.cpuSeconds / bare.cpuSeconds).toFixed(2),
    ours.lastTextMs.toFixed(0),
    known(ours.longTasks),
    known(ours.longestTaskMs),
    ours.longestGapMs.toFixed(0),
    ours.fpsLastQuarter.toFixed(0),
    bare.fpsLastQuarter.toFixed(0),
    ours.peakMb.toFixed(0),
  ]);
  return inColumns([head, ...rows]);
}

/** The conversations as lines for people. */
export function conversationTable(conversations: readonly Conversation[]): string {
  const head = [
    'earlier messages',
    'bytes of an answer',
    'opens in ms',
    'holds MB',
    'CPU s',
    'ratio to none',
    'last text ms',
    'long tasks',
  ];
  const rows = conversations.map(({ messages, answerBytes, openMs, openedMb, cost }) => [
    String(messages),
    String(answerBytes),
    openMs.toFixed(0),
    openedMb.toFixed(0),
    cost.cpuSeconds.toFixed(2),
    (cost.cpuSeconds / conversations[0]!.cost.cpuSeconds).toFixed(2),
    cost.lastTextMs.toFixed(0),
    known(cost.longTasks),
  ]);
  return inColumns([head, ...rows]);
}

/** The worst inputs as lines for people. */
export function worstTable(worst: readonly Worst[]): string {
  const head = [
    'what is worst to read',
    'share',
    'CPU s',
    'last text ms',
    'longest ms',
    'longest gap ms',
    'peak MB',
  ];
  const rows = worst.map(({ name, share, cost }) => [
    name,
    String(share),
    cost.cpuSeconds.toFixed(2),
    cost.lastTextMs.toFixed(0),
    known(cost.longestTaskMs),
    cost.longestGapMs.toFixed(0),
    cost.peakMb.toFixed(0),
  ]);
  return inColumns([head, ...rows]);
}

const known = (figure: number | null) => figure?.toFixed(0) ?? '-';

function inColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => line.map((cell, column) => cell.padStart(widths[column]!)).join('  '))
    .join('\n');
}

/** The runs as figures for machines. */
export function summary(
  runs: readonly Run[],
  conversations: readonly Conversation[],
  keys: readonly number[],
  worst: readonly Worst[],
) {
  const [empty] = conversations;
  const steady = runs.filter(({ perSecond }) => perSecond === 1_000);
  const at = (size: number) => steady.find((run) => run.size === size);
  const over = (run: Run | undefined) => (run ? run.ours.cpuSeconds / run.bare.cpuSeconds : null);
  const slow = runs.find(({ perSecond }) => perSecond === 200);
  return {
    cpu_exponent: exponent(steady.map(({ size, ours }) => [size, ours.cpuSeconds])),
    bare_cpu_exponent: exponent(steady.map(({ size, bare }) => [size, bare.cpuSeconds])),
    cpu_over_floor_25kb: over(at(25)),
    cpu_over_floor_200kb: over(at(200)),
    cpu_share_25kb_200_per_second: slow ? slow.ours.cpuSeconds / slow.ours.seconds : null,
    last_text_ms_200kb: at(200)?.ours.lastTextMs ?? null,
    last_text_ms: Math.max(...steady.map(({ ours }) => ours.lastTextMs)),
    long_tasks: sum(runs.map(({ ours }) => ours.longTasks)),
    long_tasks_of_the_floor: sum(runs.map(({ bare }) => bare.longTasks)),
    fps_last_quarter: Math.min(...steady.map(({ ours }) => ours.fpsLastQuarter)),
    bare_fps_last_quarter: Math.min(...steady.map(({ bare }) => bare.fpsLastQuarter)),
    key_ms_p50: percentile(keys, 0.5),
    key_ms_p99: percentile(keys, 0.99),
    keys: keys.length,
    worst,
    conversations: conversations.map((each) => ({
      ...each,
      cpu_over_empty: each.cost.cpuSeconds / empty!.cost.cpuSeconds,
      memory_over_empty_mb: each.openedMb - empty!.openedMb,
    })),
    runs,
  };
}

/** The slope of a line through the points where both axes are logarithmic: 1 is "twice the text, twice the cost". */
function exponent(points: [number, number][]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: number[]) => of.reduce((total, each) => total + each, 0) / of.length;
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const rise = logs.reduce((total, [x, y]) => total + (x - meanX) * (y - meanY), 0);
  const run = logs.reduce((total, [x]) => total + (x - meanX) ** 2, 0);
  return rise / run;
}

/** Nothing where one is not known. */
function sum(figures: readonly (number | null)[]): number | null {
  return figures.reduce((total, each) => (total === null || each === null ? null : total + each), 0);
}

function percentile(figures: readonly number[], share: number): number | null {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}
