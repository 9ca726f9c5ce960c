import type { ModelChoice } from '../contract';

/** Whether both name the same model. */
export function isSame(one: ModelChoice, other: ModelChoice): boolean {
  return one.provider === other.provider && one.model === other.model;
}
