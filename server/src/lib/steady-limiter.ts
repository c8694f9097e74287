import { RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND } from './clock.ts';

interface Window {
  points: number;
  /** By the steady clock, in milliseconds. */
  ends: number;
}

/**
 * Counts in windows of fixed length, in this process, on a clock that nobody sets: whatever is done to the time of day,
 * a window lasts as long as it should. Otherwise it does as `RateLimiterMemory` of rate-limiter-flexible, which reads
 * the time of day; its limiters on other stores can take this one's place.
 */
export class SteadyLimiter {
  readonly points: number;
  /** Milliseconds. */
  readonly #length: number;
  /** Those that began first come first. */
  readonly #windows = new Map<string, Window>();

  /** @param duration of a window, in seconds */
  constructor({ points, duration }: { points: number; duration: number }) {
    this.points = points;
    this.#length = duration * SECOND;
  }

  /** Rejects with the same when there are too many now. */
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

  /** Begins a window with what was counted before. It never lasts longer than any other. @param seconds that are left of it */
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
