import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../guard/call.ts';
import type { CircuitOutlook } from './circuit.ts';

/** What answers calls to the API on its own hosts. */
export interface Front {
  /** Answers one call, whatever stands behind. */
  handle(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void>;
  /** Whether the API behind is being given a rest, where Latchkey is its proxy. */
  circuit?(): CircuitOutlook;
  /** Ends the connections that are kept to the API behind. */
  close?(): void;
}
