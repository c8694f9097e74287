import type { Does } from '../store/writer/answering.ts';
import type { WriterOfApi } from '../store/writer/asking.ts';
import type { Count, Use, Windows } from './windows.ts';

/** Windows that the process that writes counts, for all workers beside it. They reject with a `StoreFault` while it cannot be asked. */
export class AskedWindows implements Windows {
  readonly #ask: (verb: keyof Windows, ...args: unknown[]) => Promise<unknown>;

  constructor(writer: WriterOfApi, part: 'limits' | 'throttles') {
    this.#ask = (verb, ...args) => writer.ask(part, verb, args);
  }

  take<Of extends Count>(counts: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    return this.#uses('take', counts, calls);
  }

  look<Of extends Count>(counts: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    return this.#uses('look', counts, calls);
  }

  async giveBack(counts: readonly Count[], calls = 1): Promise<void> {
    if (counts.length > 0) await this.#ask('giveBack', counts.map(plain), calls);
  }

  async clear(count: Count): Promise<void> {
    await this.#ask('clear', plain(count));
  }

  async #uses<Of extends Count>(
    verb: 'take' | 'look',
    counts: readonly Of[],
    calls: number,
  ): Promise<Use<Of>[]> {
    if (counts.length === 0) return [];
    const uses = (await this.#ask(verb, counts.map(plain), calls)) as Pick<Use, 'calls' | 'left'>[];
    return counts.map((quota, at) => {
      const use = uses[at];
      if (!use) throw new Error('The process that writes counted something else.');
      return { quota, ...use };
    });
  }
}

/** Counts for workers what their `AskedWindows` ask. */
export function doesWindows(windows: Omit<Windows, 'clear'> & Partial<Windows>): Does {
  return async (verb, [counted, calls]) => {
    switch (verb) {
      case 'take':
      case 'look': {
        const uses = await windows[verb](counted as Count[], calls as number);
        return uses.map(({ calls: used, left }) => ({ calls: used, left }));
      }
      case 'giveBack':
        return windows.giveBack(counted as Count[], calls as number);
      case 'clear':
        return windows.clear?.(counted as Count);
      default:
        throw new Error(`Windows have no ${verb}.`);
    }
  };
}

/** A count without what else its owner knows of it. */
function plain({ key, calls, per }: Count): Count {
  return { key, calls, per };
}
