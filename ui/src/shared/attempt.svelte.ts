import type { ProviderView } from '../contract';
import { troubleOf, type Trouble } from './trouble';

/** Something that was asked for and may take its time. It can be left; what comes of it then is not shown. */
export class Attempt {
  /** What is being done. */
  saying = $state('');
  /** What came of it, if it went well. */
  success = $state('');
  /** What it failed with. */
  error = $state<unknown>(null);

  private latest = 0;

  get isUnderway(): boolean {
    return this.saying !== '';
  }

  /** Does it; `job` gives the words for its success. */
  async make(saying: string, job: () => Promise<string>): Promise<void> {
    this.leave();
    const mine = this.latest;
    this.saying = saying;
    try {
      const success = await job();
      if (mine === this.latest) this.success = success;
    } catch (error) {
      if (mine === this.latest) this.error = error;
    } finally {
      if (mine === this.latest) this.saying = '';
    }
  }

  /** Waits no longer for what is underway, and forgets what came of the last. */
  leave(): void {
    this.latest += 1;
    this.saying = '';
    this.success = '';
    this.error = null;
  }

  /** The failure, as it is shown. */
  trouble(provider: string | null, providers: readonly ProviderView[]): Trouble {
    return troubleOf(this.error, provider, providers);
  }
}
