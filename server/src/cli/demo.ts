import { extname } from 'node:path';
import type { Command } from './command.ts';

/** Of a clone, or built into the package, which has the same folders. */
const START = new URL(`../../../examples/start${extname(import.meta.url)}`, import.meta.url);

export const demo: Command = {
  name: 'demo',
  summary: 'try Latchkey: four example APIs, people, clients and tokens, on this machine',
  usage: `latchkey demo [--only <example>]… [--hosts localhost|public] [--tls-port <n>]

Runs until Ctrl-C, and goes on with the same data at the next start.
  --only <example>  proconvey, procurios, prospectconnect or convert; repeat it for more (default: all)
  --hosts <how>     localhost: http://<label>.<api>.localhost:<port> (default);
                    public: the host names of the APIs, by a certificate authority of this machine
  --tls-port <n>    HTTPS, needed for --hosts public

  PORT              where it listens (default: 4000)
  LATCHKEY_DATA     where its data is (default: .latchkey here)`,
  options: {
    only: { type: 'string', multiple: true },
    hosts: { type: 'string' },
    'tls-port': { type: 'string' },
  },
  async run(args) {
    // The demo is a program of its own, which reads its arguments and ends the process.
    process.argv.splice(2, process.argv.length, ...args);
    await import(START.href);
    return new Promise(() => {});
  },
};
