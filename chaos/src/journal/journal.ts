import { appendFileSync } from 'node:fs';
import type { About, Act, Answered, Sent } from './act.ts';

/**
 * The client's own record, append-only: a line when something is sent, another when its answer is there. Times are milliseconds
 * since the journal began, by a clock that no fault moves.
 */
export class Journal {
  readonly lines: (Sent | Answered)[] = [];
  readonly #file: string;
  readonly #began = performance.now();

  /** @param file is written as the lines come, so that it tells what happened if the client ends too */
  constructor(file: string) {
    this.#file = file;
  }

  now(): number {
    return performance.now() - this.#began;
  }

  sent(about: About, act: Act): Sent {
    const sent = { line: this.lines.length + 1, at: this.now(), about, act };
    this.#append(sent);
    return sent;
  }

  answered(to: Sent, answer: Omit<Answered, 'line' | 'at' | 'to'>): Answered {
    const answered = { line: this.lines.length + 1, at: this.now(), to: to.line, ...answer };
    this.#append(answered);
    return answered;
  }

  #append(line: Sent | Answered): void {
    this.lines.push(line);
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
