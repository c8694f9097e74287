import { readEnvironment, readPort } from '../config/environment/environment.ts';
import { SECOND } from '../lib/clock.ts';
import { command } from './command.ts';

const LONGEST = 3 * SECOND;

export const health = command({
  name: 'health',
  summary: 'ask a server on this machine whether it is alive, or ready',
  usage: `latchkey health [--ready] [--port <n>]

Exits with 0 if it is, else with 1: for the health check of a container.

  --ready           whether it is ready to serve: its databases take rows, and it is not stopping
  --port <n>        its port for plain HTTP (default: PORT, else 4000)`,
  options: { ready: { type: 'boolean', default: false }, port: { type: 'string' } },
  async run({ values }, terminal) {
    const port =
      values.port === undefined ? readEnvironment(terminal.env).port : readPort(values.port, '--port');
    const path = values.ready ? '/readyz' : '/healthz';
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(LONGEST) });
      terminal.say(await answer.text());
      return answer.ok ? 0 : 1;
    } catch (error) {
      const { name, cause } = error as Error & { cause?: NodeJS.ErrnoException };
      const reason =
        name === 'TimeoutError' ? `no answer within ${LONGEST / SECOND} s` : (cause?.code ?? name);
      terminal.note(`Nothing answers at port ${port} (${reason}).`);
      return 1;
    }
  },
});
