import { SECOND } from '../lib/clock.ts';
import { type Count, isWithin, type Use, type Windows } from './windows.ts';

interface Window {
  /** Calls as somebody else counted them, for all nodes. */
  told: number;
  /** Calls that only this process knows of. */
  own: number;
  /** Such calls that somebody is being told of. */
  sent: number;
  /** On the steady clock, in milliseconds. */
  ends: number;
}

/** An open window. */
export interface Known extends Pick<Window, 'told'> {
  /** All calls in it, those of this process as many times as there are nodes. */
  calls: number;
  /** Milliseconds until it ends. */
  left: number;
}

const NONE: Window = { told: 0, own: 0, sent: 0, ends: 0 };

type Counted = Pick<Count, 'key' | 'per'>;

/**
 * Windows in the memory of this process, on the steady clock: setting the time of day neither shortens nor extends one. Where several
 * nodes count without telling each other, a call counts as many times as there are nodes, so that all together never allow more.
 */
export class MemoryWindows implements Windows {
  readonly #nodes: () => number;
  /** By length; each in the order in which its windows began, oldest first. */
  readonly #windows = new Map<number, Map<string, Window>>();

  constructor(nodes: () => number = () => 1) {
    this.#nodes = nodes;
  }

  /** The number of windows in memory. Those that have ended leave when another of the same length begins. */
  get size(): number {
    return [...this.#windows.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** At once, so that no other call comes in between. */
  take<Of extends Count>(counts: readonly Of[], calls = 1): Use<Of>[] {
    const now = performance.now();
    const each = calls * this.#nodes();
    const windows: (Window | undefined)[] = [];
    const uses: Use<Of>[] = [];
    let fits = true;
    for (const quota of counts) {
      const window = this.#open(quota, now);
      windows.push(window);
      const use = window
        ? { quota, calls: this.#callsIn(window) + each, left: leftOf(window, now) || lengthOf(quota) }
        : { quota, calls: each, left: lengthOf(quota) };
      uses.push(use);
      fits &&= isWithin(use);
    }
    if (!fits) return uses;
    let at = 0;
    for (const count of counts) {
      // A count that stands twice in the list has begun its window by now.
      const window =
        windows[at++] ?? this.#open(count, now) ?? this.#begin(count, { ...NONE }, lengthOf(count), now);
      addTo(window, calls);
    }
    return uses;
  }

  async look<Of extends Count>(counts: readonly Of[], calls = 1): Promise<Use<Of>[]> {
    return this.#uses(counts, calls);
  }

  giveBack(counts: readonly Count[], calls = 1): void {
    for (const count of counts) {
      const window = this.#open(count);
      if (window) addTo(window, -calls);
    }
  }

  async clear(count: Count): Promise<void> {
    this.#windows.get(count.per)?.delete(count.key);
  }

  /** Sets a window as somebody else counted it; calls that only this process knows of stay known. */
  set(count: Counted, told: number, left: number): void {
    const window = this.#open(count) ?? { ...NONE };
    this.#windows.get(count.per)?.delete(count.key);
    if (left > 0) this.#begin(count, Object.assign(window, { told }), Math.min(left, lengthOf(count)));
  }

  /** Returns the open window of a count. */
  known(count: Counted): Known | null {
    const window = this.#open(count);
    if (!window) return null;
    return { told: window.told, calls: this.#callsIn(window), left: leftOf(window) };
  }

  /** Returns the calls that only this process knows of, for somebody to be told of. They count until it is said whether that was done. */
  handOut(count: Counted): { calls: number; settle(done: boolean): void } {
    const window = this.#open(count) ?? { ...NONE };
    const calls = window.own;
    window.own = 0;
    window.sent += calls;
    const settle = (done: boolean) => {
      window.sent -= calls;
      if (!done) window.own += calls;
    };
    return { calls, settle };
  }

  #uses<Of extends Count>(counts: readonly Of[], calls: number): Use<Of>[] {
    return counts.map((quota) => {
      const known = this.known(quota);
      return { quota, calls: (known?.calls ?? 0) + calls * this.#nodes(), left: known?.left ?? 0 };
    });
  }

  #callsIn({ told, own, sent }: Window): number {
    return Math.max(0, told + (own + sent) * this.#nodes());
  }

  #open({ key, per }: Counted, now = performance.now()): Window | undefined {
    const window = this.#windows.get(per)?.get(key);
    return window && now < window.ends ? window : undefined;
  }

  #begin({ key, per }: Counted, window: Window, left: number, now = performance.now()): Window {
    const windows = this.#windows.get(per) ?? new Map<string, Window>();
    this.#windows.set(per, windows);
    forget(windows, now);
    window.ends = now + left;
    windows.delete(key);
    windows.set(key, window);
    return window;
  }
}

function addTo(window: Window, calls: number): void {
  window.own = Math.max(-window.told, window.own + calls);
}

function forget(windows: Map<string, Window>, now: number): void {
  for (const [key, { ends }] of windows) {
    if (now < ends) return;
    windows.delete(key);
  }
}

function lengthOf({ per }: Counted): number {
  return per * SECOND;
}

function leftOf({ ends }: Window, now = performance.now()): number {
  return Math.max(0, Math.ceil(ends - now));
}
