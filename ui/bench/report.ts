/** What one answer cost a page. */
export interface Cost {
  /** On a processor, of the processes that draw pages. */
  cpuSeconds: number;
  /** From the question to a second after the last words. */
  seconds: number;
  /** From the server's last byte to the last words on the screen, in milliseconds. */
  lastTextMs: number;
  /** Tasks of more than 50 ms. */
  longTasks: number;
  longestTaskMs: number;
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
export interface Conversation {
  /** How many messages. */
  earlier: number;
  /** Until its last message was painted, in milliseconds; 0 without messages. */
  openMs: number;
  /** What the page held when it was open, in MB. */
  openedMb: number;
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
    String(ours.longTasks),
    ours.longestTaskMs.toFixed(0),
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
    'opens in ms',
    'holds MB',
    'CPU s',
    'ratio to none',
    'last text ms',
    'long tasks',
  ];
  const rows = conversations.map(({ earlier, openMs, openedMb, cost }) => [
    String(earlier),
    openMs.toFixed(0),
    openedMb.toFixed(0),
    cost.cpuSeconds.toFixed(2),
    (cost.cpuSeconds / conversations[0]!.cost.cpuSeconds).toFixed(2),
    cost.lastTextMs.toFixed(0),
    String(cost.longTasks),
  ]);
  return inColumns([head, ...rows]);
}

function inColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => line.map((cell, column) => cell.padStart(widths[column]!)).join('  '))
    .join('\n');
}

/** The runs as figures for machines. */
export function summary(runs: readonly Run[], conversations: readonly Conversation[]) {
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
    long_tasks: runs.reduce((total, { ours }) => total + ours.longTasks, 0),
    fps_last_quarter: Math.min(...steady.map(({ ours }) => ours.fpsLastQuarter)),
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
