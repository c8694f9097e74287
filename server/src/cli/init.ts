import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPort } from '../config/environment/environment.ts';
import { StartError } from '../config/environment/start-error.ts';
import { VERSION } from '../lib/version.ts';
import { command } from './command.ts';

type Front = 'gateway' | 'forward-auth' | 'sdk';

const STARTER = fileURLToPath(new URL('../../starter/', import.meta.url));
/** The files that describe an API, and those that show an API behind the gateway. */
const DESCRIPTION = ['latchkey.config.ts', 'openapi.yaml'];
const EXAMPLE = ['README.md', 'example-api.mjs'];
/** The lines of the starter's configuration about the gateway, and those about another front in their place. */
const GATEWAY = /(?: *\/\/ .*\n)+ *front: gateway\(.*\),/;
const FRONTS: Readonly<Record<Front, readonly [RegExp, string][]>> = {
  gateway: [],
  'forward-auth': [
    [/defineApi, gateway/, 'defineApi, forwardAuth'],
    [
      GATEWAY,
      '  // Your proxy asks Latchkey about each call, and passes the allowed ones on: nginx, Caddy, Traefik or Envoy.\n' +
        '  // Other ways: gateway({ upstream }), where Latchkey passes calls on; sdk() inside your program.\n' +
        '  front: forwardAuth(),',
    ],
  ],
  sdk: [
    [/defineApi, gateway/, 'defineApi, sdk'],
    [
      GATEWAY,
      '  // Your API is reached directly, and asks about each call with @latchkey/guard.\n' +
        '  // Other ways: gateway({ upstream }), which passes calls on; forwardAuth() behind nginx, Traefik or Envoy.\n' +
        '  front: sdk({ port: 5000 }), // where your API listens on your own machine',
    ],
  ],
};
/** The port in the generated files and instructions, and the one of `serve` without `PORT`. */
const PRINTED_PORT = 4000;
/** Read by the command line from the folder that it runs in. */
const DEVELOPMENT = `# This machine only: Latchkey makes its own master key and serves plain HTTP. A server has no such file.
LATCHKEY_MODE=development
`;
/** Files that stay as they are if the folder has them, each with the change that it needs by hand. */
const MAY_BE_THERE: Readonly<Record<string, string | null>> = {
  'README.md': null,
  'package.json': null,
  '.env': 'Add LATCHKEY_MODE=development to .env, on this machine only.',
  '.gitignore': 'Add .env and .latchkey/ to .gitignore.',
};
const NAME = /^[a-z][a-z0-9-]{1,30}$/;

export const init = command({
  name: 'init',
  summary: 'begin: a commented configuration for a new API',
  usage: `latchkey init <name> [--front gateway|forward-auth|sdk] [--folder <folder>]

  <name>            2 to 31 lower-case letters, digits and hyphens: names the API, its data and its local hosts
  --front <kind>    gateway: Latchkey passes calls on, with an example of an API behind it (default);
                    forward-auth: your proxy asks about each call; sdk: your own program does
  --folder <folder> where to put it (default: a new folder <name> here), such as that of your program;
                    nothing in it is overwritten

With PORT set, what is written and printed is for that port instead of 4000.`,
  options: { folder: { type: 'string' }, front: { type: 'string', default: 'gateway' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [name = ''] = positionals;
    if (!NAME.test(name) || name.endsWith('-')) {
      throw new StartError(
        `${name} is not a valid name: use 2 to 31 lower-case letters, digits and hyphens, such as my-api.`,
      );
    }
    const { front } = values;
    if (!isFront(front)) throw new StartError('--front is gateway, forward-auth or sdk.');
    const folder = resolve(terminal.cwd, values.folder ?? name);
    const at = terminal.env.PORT ? readPort(terminal.env.PORT, 'PORT') : PRINTED_PORT;
    const files = await starterFiles(name, front, at);
    const kept = await presentIn(folder, [...files.keys()]);
    for (const file of kept) files.delete(file);
    await write(folder, files);

    const here = relative(terminal.cwd, folder) || '.';
    for (const file of files.keys()) terminal.say(join(here, file));
    const next = NEXT[front](here, name);
    for (const file of kept) {
      terminal.note(
        `${join(here, file)} was there, and stays as it is. ${MAY_BE_THERE[file] ?? ''}`.trimEnd(),
      );
    }
    terminal.note(atPort(next, at));
    return 0;
  },
});

/** Rewrites a text for another port. The example has to be told its own, because it reads `PORT` too. */
function atPort(text: string, port: number): string {
  if (port === PRINTED_PORT || port === 0) return text;
  return text
    .replaceAll(String(PRINTED_PORT), String(port))
    .replace(/(?=node example-api\.mjs)/g, 'PORT=5000 ');
}

function from(here: string): string {
  return here === '.' ? '' : `cd ${here} && `;
}

function nextForGateway(here: string, name: string): string {
  return [
    '',
    'Next, in two terminals:',
    '',
    `  ${from(here)}node example-api.mjs`,
    `  ${from(here)}npx latchkey serve`,
    '',
    'The first stands in for your API, the second is Latchkey in front of it. In a third:',
    '',
    `  curl http://api.${name}.localhost:4000/status   # open to anybody`,
    `  curl http://api.${name}.localhost:4000/notes    # refused, and why`,
    '',
    `${join(here, 'README.md')} goes on from there: customers, people, tokens, your own API.`,
  ].join('\n');
}

function nextForSdk(here: string, name: string): string {
  return [
    '',
    'Next:',
    '',
    `  ${from(here)}npx latchkey serve`,
    `  ${from(here)}npx latchkey keys guard   # LATCHKEY_GUARD_KEY of your program`,
    '',
    `In your program @latchkey/guard asks http://127.0.0.1:4000/.latchkey/${name} about each call: its README shows how,`,
    'in ten lines.',
  ].join('\n');
}

function nextForProxy(here: string, name: string): string {
  return [
    '',
    'Next:',
    '',
    `  ${from(here)}npx latchkey serve`,
    `  ${from(here)}npx latchkey keys guard   # the proxy sends it with each question`,
    '',
    `Your proxy asks http://127.0.0.1:4000/.latchkey/${name}/check about each call: docs/guides/forward-auth.md has the`,
    'configuration of nginx, Caddy, Traefik and Envoy. Here it serves the host name',
    `api.${name}.localhost.`,
  ].join('\n');
}

const NEXT: Readonly<Record<Front, (here: string, name: string) => string>> = {
  gateway: nextForGateway,
  'forward-auth': nextForProxy,
  sdk: nextForSdk,
};

function isFront(name: string): name is Front {
  return Object.hasOwn(FRONTS, name);
}

async function starterFiles(name: string, front: Front, port: number): Promise<Map<string, string>> {
  const title = name
    .split('-')
    .map((word) => (word === 'api' ? 'API' : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
  const files = new Map<string, string>();
  for (const file of front === 'gateway' ? [...DESCRIPTION, ...EXAMPLE] : DESCRIPTION) {
    const written = await readFile(join(STARTER, file), 'utf8');
    const changes = file === 'latchkey.config.ts' ? FRONTS[front] : [];
    const text = changes.reduce((so, [from, to]) => so.replace(from, to), written);
    const header = title.replaceAll(' ', '-');
    files.set(
      file,
      atPort(text, port)
        .replaceAll('Starter-Account', `${header}-Account`)
        .replaceAll('starter', name)
        .replaceAll('Starter', title),
    );
  }
  // Declares the files as ES modules, and makes `npm start` work in the folder.
  const guard = front === 'sdk' ? { '@latchkey/guard': `^${VERSION}` } : {};
  const dependencies = { ...guard, latchkey: `^${VERSION}` };
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'latchkey serve' },
    dependencies,
  };
  files.set('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  files.set('.env', port === PRINTED_PORT || port === 0 ? DEVELOPMENT : `${DEVELOPMENT}PORT=${port}\n`);
  files.set('.gitignore', '.env\n.latchkey/\nnode_modules/\n');
  return files;
}

/** Returns those of the files that a folder has and may keep. Throws `StartError` if it has one that init has to write. */
async function presentIn(folder: string, files: string[]): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new StartError(`${folder} cannot be used (${code}).`);
  }
  const present = files.filter((file) => names.includes(file));
  const taken = present.filter((file) => !(file in MAY_BE_THERE));
  if (taken.length > 0) {
    throw new StartError(
      `${folder} has ${taken.join(', ')} already: choose another --folder, or move it away.`,
    );
  }
  return present;
}

async function write(folder: string, files: Map<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, text] of files) await writeFile(join(folder, file), text, { flag: 'wx' });
  } catch (error) {
    throw new StartError(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
