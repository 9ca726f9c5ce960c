import { readFileSync } from 'node:fs';

/** Of what the kernel counts processor time in, there are so many in a second. */
const TICKS = 100;

/** What a process is called, how long it has run on a processor, and how much memory it holds and held at most. */
export function processOf(pid: number) {
  const stat = read(pid, 'stat');
  // The name stands in parentheses; the fields behind it are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = read(pid, 'status');
  const megabytes = (what: string) => Number(new RegExp(`${what}:\\s*(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return {
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    cpuSeconds: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS,
    megabytes: megabytes('VmRSS'),
    peakMegabytes: megabytes('VmHWM'),
  };
}

function read(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}
