import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A way to a server that can be led elsewhere, and cut off: while it is cut off, no byte passes in either direction and nobody is
 * told, as when a cable is pulled.
 */
export class Passage {
  #to: number;
  #port = 0;
  #cut = false;
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server = createServer({ pauseOnConnect: false }, (from) => this.#lead(from));

  private constructor(to: number) {
    this.#to = to;
  }

  static async to(port: number): Promise<Passage> {
    const passage = new Passage(port);
    passage.#server.listen(0, '127.0.0.1');
    await new Promise((resolve) => passage.#server.once('listening', resolve));
    passage.#port = (passage.#server.address() as AddressInfo).port;
    return passage;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections from now on go to another port; those that are there end. */
  leadTo(port: number): void {
    this.#to = port;
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  mend(): void {
    this.#cut = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  close(): void {
    this.#server.close();
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #lead(from: Socket): void {
    const to = connect({ host: '127.0.0.1', port: this.#to });
    const pair: [Socket, Socket] = [from, to];
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [to, from]] as [Socket, Socket][]) {
      one.setNoDelay(true);
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => {});
      one.on('close', () => {
        this.#pairs.delete(pair);
        // A peer that is cut off does not learn that the other is gone.
        if (!this.#cut) other.destroy();
        else other.once('resume', () => other.destroy());
      });
      if (this.#cut) one.pause();
    }
  }
}
