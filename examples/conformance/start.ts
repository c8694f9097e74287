import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger, localCa, readPort, StartError } from 'latchkey/serve';
import { fapi } from './fapi.ts';
import { openid } from './openid.ts';
import { putUp } from './put-up.ts';
import type { Plan, Rig, Suite } from './rig.ts';

/**
 * `npm run conformance`: starts the servers for the OpenID Foundation's conformance suite. See
 * docs/project/conformance.md.
 */

const OPTIONS = {
  host: { type: 'string', default: 'localhost' },
  port: { type: 'string', default: '4443' },
  listen: { type: 'string', default: '127.0.0.1' },
  suite: { type: 'string', default: 'https://localhost.emobix.co.uk:8443' },
  out: { type: 'string', default: '.latchkey/conformance' },
  cert: { type: 'string' },
  key: { type: 'string' },
} as const;

/** The resources opened so far, to be closed in reverse order. */
type Closers = (() => Promise<unknown>)[];

async function start(closers: Closers): Promise<void> {
  const options = readOptions();
  const firstPort = readPort(options.port, '--port');
  const out = resolve(options.out);
  await mkdir(out, { recursive: true, mode: 0o700 });
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-conformance-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  const certificate = await certificateFor(options, out);
  const log = createLogger({ level: process.env.LATCHKEY_LOG ?? 'info', file: join(out, 'latchkey.log') });
  const suite = suiteAt(options.suite);
  const rigs: Rig[] = [openid, await fapi(join(dataDir, 'client-authority'))];
  for (const rig of rigs) {
    const { host, listen } = options;
    const { running, plans } = await putUp(rig, {
      host,
      listen,
      port: firstPort,
      certificate,
      dataDir,
      suite,
      log,
    });
    closers.push(() => running.close());
    for (const plan of plans) await announce(plan, out);
  }
  console.log('\nReady. Stop with Ctrl-C.');
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const [said] = (error as Error).message.split('. ');
    throw new StartError(
      `${said}: npm run conformance takes --${Object.keys(OPTIONS).join(', --')}, each with a value.`,
    );
  }
}

/** Returns the given certificate, as a suite elsewhere needs it, or one of a local authority. */
async function certificateFor(
  { host, cert, key }: { host: string; cert?: string | undefined; key?: string | undefined },
  out: string,
): Promise<{ key: string; cert: string }> {
  if (cert === undefined && key === undefined) {
    return (await localCa(join(out, 'ca'))).certificateFor([host]);
  }
  if (cert === undefined || key === undefined) throw new StartError('--cert and --key belong together.');
  return { cert: await readPem(cert, '--cert'), key: await readPem(key, '--key') };
}

function readPem(file: string, source: string): Promise<string> {
  return readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw new StartError(`${source} ${file} cannot be read (${code}).`);
  });
}

function suiteAt(address: string): Suite {
  const { origin } = URL.parse(address) ?? {};
  if (origin === undefined || origin === 'null') {
    throw new StartError(`--suite is ${JSON.stringify(address)}: name an address, https and all.`);
  }
  return { origin, at: (alias, path) => `${origin}/test/a/${alias}/${path}` };
}

/** Writes the suite's configuration and prints how its own script is called. */
async function announce({ file, plan, variant, skipped, configuration }: Plan, out: string): Promise<void> {
  const path = join(out, `${file}.json`);
  await writeFile(path, `${JSON.stringify(configuration, null, 2)}\n`, { mode: 0o600 });
  const variants = Object.entries(variant).map(([name, value]) => `[${name}=${value}]`);
  const skips = skipped ? `--expected-skips-file ${await writeSkips(file, skipped, out)} ` : '';
  console.log(`run-test-plan.py ${skips}'${plan}${variants.join('')}' ${path}`);
}

/** The suite's script accepts the modules in this file as skipped. */
async function writeSkips(file: string, modules: readonly string[], out: string): Promise<string> {
  const path = join(out, `${file}.skips.json`);
  const entries = modules.map((name) => ({
    'test-name': name,
    variant: '*',
    'configuration-filename': `*${file}.json`,
  }));
  await writeFile(path, `${JSON.stringify(entries, null, 2)}\n`);
  return path;
}

const closers: Closers = [];
const closeAll = async () => {
  for (const close of closers.splice(0).toReversed()) await close();
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.once(signal, () => {
    closeAll().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

try {
  await start(closers);
} catch (error) {
  const expected = error instanceof Error && (error.name === 'StartError' || error.name === 'ConfigError');
  console.error(expected ? error.message : error);
  await closeAll().catch(() => {});
  process.exit(1);
}
