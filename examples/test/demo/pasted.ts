import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consent } from './connect.ts';
import type { Demo, DemoApi, RunningDemo } from './start-demo.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** A block of commands, and the block of JSON right below it, if there is one. */
const BLOCK = /```sh\n([\s\S]*?)\n```(?:\n\n```json\n([\s\S]*?)\n```)?/g;

/** One block of a page: the commands to paste, and the answer that the page promises. */
export interface Pasted {
  commands: string;
  shown: unknown;
}

export function blocksOf(page: string): Pasted[] {
  return [...page.matchAll(BLOCK)].map(([, commands = '', shown]) => ({
    commands,
    shown: shown === undefined ? undefined : JSON.parse(shown),
  }));
}

/**
 * A terminal in which the blocks of a page are pasted one after the other, in the root of the repository. Variables
 * stay from one to the next; the members of an answer are variables afterwards, as a reader would put them in.
 * An authorization link is opened by `user`, and its `code` is a variable as well.
 */
export class Terminal {
  readonly #running: RunningDemo;
  readonly #user: { email: string; password: string };
  #variables: Record<string, string>;

  constructor(
    running: RunningDemo,
    user: { email: string; password: string },
    variables: Record<string, string>,
  ) {
    this.#running = running;
    this.#user = user;
    this.#variables = variables;
  }

  /** The last line that a block prints, with the JSON that it is; `null` when it is none. */
  async paste(block: string): Promise<{ output: string; json: Record<string, unknown> | null }> {
    const { demo, dataDir } = this.#running;
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-terminal-'));
    // Under the reader's own port; and without npm's own start, which would look for packages first.
    const script = `set -ae
curl() { command curl --silent --show-error "$@"; echo; }
npm() { shift 3; "$NODE" server/src/cli/latchkey.ts "$@"; }
${here(demo, block)}
unset -f curl npm
env -0 > "$LATCHKEY_TERMINAL/variables"`;
    const env = {
      ...process.env,
      ...this.#variables,
      NODE: process.execPath,
      LATCHKEY_TERMINAL: folder,
      LATCHKEY_DATA: dataDir,
      LATCHKEY_MODE: 'development',
    };
    const printed = await new Promise<string>((resolve, reject) => {
      execFile('bash', ['-c', script], { cwd: ROOT, env, maxBuffer: 1 << 24 }, (error, out, err) =>
        error ? reject(new Error(`bash ended with ${error.code}: ${err}\n${block}`)) : resolve(out),
      );
    });
    this.#variables = await readVariables(join(folder, 'variables'));
    await rm(folder, { recursive: true });
    const output = printed.trim().split('\n').at(-1) ?? '';
    const json = output.startsWith('{') ? (JSON.parse(output) as Record<string, unknown>) : null;
    for (const [name, value] of Object.entries(json ?? {})) {
      if (typeof value === 'string') this.#variables[name] = value;
    }
    if (isLink(demo, output)) await this.#follow(output);
    return { output, json };
  }

  /** A text of the page with this demo's port, and the values of variables in it. */
  filled(text: string): string {
    return here(this.#running.demo, text).replaceAll(
      /\$(\w+)/g,
      (name, inside: string) => this.#variables[inside] ?? name,
    );
  }

  async #follow(link: string): Promise<void> {
    const back = await consent(this.#running.demo, link, this.#user);
    const asked = new URL(link).searchParams.get('redirect_uri');
    if (asked !== null && !back.href.startsWith(`${asked}?`))
      throw new Error(`The answer goes to ${back.origin}.`);
    for (const [name, value] of back.searchParams) this.#variables[name] = value;
  }
}

function here(demo: Demo, text: string): string {
  return text.replaceAll('.localhost:4000', `.localhost:${demo.port}`);
}

function isLink(demo: Demo, output: string): boolean {
  return Object.values(demo.apis).some((api: DemoApi) => output.startsWith(`${api.authorization_endpoint}?`));
}

async function readVariables(file: string): Promise<Record<string, string>> {
  const pairs = (await readFile(file, 'utf8')).split('\0').filter((each) => each.includes('='));
  return Object.fromEntries(
    pairs.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
  );
}
