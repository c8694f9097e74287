import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../guard/call.ts';
import type { CircuitOutlook } from './circuit.ts';

/** Answers calls to the API on its own hosts. */
export interface Front {
  /** Answers one call. */
  handle(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void>;
  /** The state of the circuit to the upstream, if Latchkey is its proxy. */
  circuit?(): CircuitOutlook;
  /** Closes the kept connections to the upstream. */
  close?(): void;
}
