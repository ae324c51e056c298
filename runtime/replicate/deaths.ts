/**
 * Deaths that all ranks agree on. Each rank's collector finds other things dead at other times, and a
 * buffer freed here but not there would make the ranks' programs differ. So each proposes what it has
 * noticed, at places of the program that are the same on all, and what all have noticed is dead.
 */
import type { Addon } from '../core/addon';
import type { Reaper } from '../core/lifetime';

export type Exchange = Pick<Addon, 'watch' | 'drain' | 'propose' | 'agreed'>;

/** Handles made between two exchanges: one costs about as much as a small task. */
const INTERVAL = 256;

export class AgreedReaper implements Reaper {
  private readonly noticed = new Set<number>();
  private sinceExchange = 0;
  private urgent = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly collectGarbage: () => void,
  ) {}

  watch(object: object, id: number): void {
    this.sinceExchange++;
    this.exchange.watch(object, id);
  }

  collect(): void {
    this.collectGarbage();
    this.urgent = true;
  }

  /** Asks at every rank's same call: when enough handles were made since, or after `collect`. */
  drain(): readonly number[] {
    for (const id of this.exchange.drain()) this.noticed.add(id);
    if (!this.urgent && this.sinceExchange < INTERVAL) return [];
    // The answer to what was proposed last time has long been there; that to a new one isn't waited
    // for, unless memory is short.
    const dead = [...this.settle()];
    this.exchange.propose([...this.noticed]);
    this.sinceExchange = 0;
    if (this.urgent) dead.push(...this.settle());
    this.urgent = false;
    return dead;
  }

  private settle(): readonly number[] {
    const dead = this.exchange.agreed();
    for (const id of dead) this.noticed.delete(id);
    return dead;
  }
}
