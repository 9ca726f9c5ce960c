/** Tells a figure that was measured, for whoever reads the output. */
export function measured(what: string, value: number, unit: string): void {
  console.info(`${what}: ${value.toFixed(1)} ${unit}`);
}
