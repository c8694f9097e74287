import { RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND } from './clock.ts';

interface Window {
  points: number;
  /** On the steady clock, in milliseconds. */
  ends: number;
}

/**
 * Counts in windows of fixed length, in memory, on the steady clock, so that setting the time of day neither
 * shortens nor extends a window. It follows the interface of `RateLimiterMemory` of rate-limiter-flexible,
 * which uses the time of day, so that package's limiters on other stores can replace it.
 */
export class SteadyLimiter {
  readonly points: number;
  /** Milliseconds. */
  readonly #length: number;
  /** In order of their beginning, oldest first. */
  readonly #windows = new Map<string, Window>();

  /** @param duration the length of a window, in seconds */
  constructor({ points, duration }: { points: number; duration: number }) {
    this.points = points;
    this.#length = duration * SECOND;
  }

  /** The number of windows in memory. Those that have ended leave when another one begins. */
  get size(): number {
    return this.#windows.size;
  }

  /**
   * Counts `points`. Resolves to the state of the window, or rejects with that state if the limit is
   * exceeded.
   */
  async consume(key: string, points = 1): Promise<RateLimiterRes> {
    const state = this.#add(key, points);
    if (state.consumedPoints > this.points) throw state;
    return state;
  }

  async reward(key: string, points = 1): Promise<RateLimiterRes> {
    return this.#add(key, -points);
  }

  async get(key: string): Promise<RateLimiterRes | null> {
    const open = this.#open(key);
    return open ? this.#state(open) : null;
  }

  async delete(key: string): Promise<boolean> {
    return this.#windows.delete(key);
  }

  /**
   * Begins a window with `points` already counted. It is cut to the length of a normal window.
   * @param seconds the time left of the window
   */
  async set(key: string, points: number, seconds: number): Promise<void> {
    this.#begin(key, points, Math.min(this.#length, seconds * SECOND));
  }

  #add(key: string, points: number): RateLimiterRes {
    const window = this.#open(key) ?? this.#begin(key, 0, this.#length);
    window.points += points;
    return this.#state(window);
  }

  #open(key: string): Window | undefined {
    const window = this.#windows.get(key);
    return window && performance.now() < window.ends ? window : undefined;
  }

  #begin(key: string, points: number, length: number): Window {
    this.#forget();
    const window = { points, ends: performance.now() + length };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    return window;
  }

  #forget(): void {
    const now = performance.now();
    for (const [key, { ends }] of this.#windows) {
      if (now < ends) return;
      this.#windows.delete(key);
    }
  }

  #state({ points, ends }: Window): RateLimiterRes {
    const left = Math.max(0, Math.ceil(ends - performance.now()));
    return new RateLimiterRes(Math.max(0, this.points - points), left, points, false);
  }
}
