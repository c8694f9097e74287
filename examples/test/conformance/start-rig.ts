import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '../../conformance/browser.ts';
import type { Certificate } from '../../conformance/fapi-parties.ts';

const START = join(import.meta.dirname, '../../conformance/start.ts');
/** The members of a plan's configuration that its modules in the suite read. */
export interface Configuration {
  alias: string;
  server: { discoveryUrl: string };
  client: SuiteClient;
  client2: SuiteClient;
  client_secret_post: SuiteClient;
  browser: Browser;
  override: Record<string, { browser: Browser }>;
}

interface SuiteClient {
  client_id: string;
  client_secret: string;
}

export interface RunningRig {
  /** Everything it printed. */
  output: string;
  configuration(file: string): Promise<Configuration>;
  fetch: typeof fetch;
  /** The same with a client certificate, where one is asked for. */
  fetchWith(certificate: Certificate): typeof fetch;
  end(): Promise<number | null>;
}

/** The rig as `npm run conformance` starts it, on free ports, for a suite at this origin. */
export async function startRig(suite: string): Promise<RunningRig> {
  const out = await mkdtemp(join(tmpdir(), 'latchkey-rig-'));
  const child = spawn(process.execPath, [START, '--port', '0', '--suite', suite, '--out', out], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  let output = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (output.includes('Ready')) resolve();
      });
    }
  });
  await Promise.race([
    ready,
    exited.then(() => Promise.reject(new Error(`The rig ended before it was up:\n${output}`))),
  ]);
  const authority = await readFile(join(out, 'ca', 'ca.crt'), 'utf8');
  return {
    output,
    configuration: async (file) => JSON.parse(await readFile(join(out, `${file}.json`), 'utf8')),
    fetch: (address, options) => fetchTrusting({ ca: authority }, new Request(address, options)),
    fetchWith: (certificate) => (address, options) =>
      fetchTrusting({ ca: authority, ...certificate }, new Request(address, options)),
    async end() {
      child.kill('SIGTERM');
      const code = await exited;
      await rm(out, { recursive: true, force: true });
      return code;
    },
  };
}

async function fetchTrusting(tls: { ca: string } & Partial<Certificate>, sent: Request): Promise<Response> {
  const body = Buffer.from(await sent.arrayBuffer());
  return new Promise((resolve, reject) => {
    const headers = { ...Object.fromEntries(sent.headers), 'content-length': String(body.length) };
    const outgoing = request(
      sent.url,
      { method: sent.method, headers, ...tls, agent: false },
      async (answer) => {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const status = answer.statusCode ?? 0;
        const received = Object.entries(answer.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        const text = chunks.length === 0 ? null : Buffer.concat(chunks);
        resolve(new Response(text, { status, headers: received }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
