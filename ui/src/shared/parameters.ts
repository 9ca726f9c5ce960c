import type { Parameters } from '../contract';

/** A conversation that leaves everything to the provider. */
export const UNSET: Parameters = {
  system: null,
  rounds: null,
  temperature: null,
  top_p: null,
  top_k: null,
  max_tokens: null,
  frequency_penalty: null,
  presence_penalty: null,
  seed: null,
  stop: [],
  n: null,
  thinking: null,
  search: null,
  format: null,
  stream: null,
  extra: null,
};
