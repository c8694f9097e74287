import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../http/free-port.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Followed {
  /** The text of the guide. */
  guide: string;
  code: number | null;
  said: string;
  complained: string;
  /** Status of each answer that curl showed with its head. */
  statuses: number[];
}

/**
 * Runs every command of a guide under docs/ as printed, in one shell. Nothing is installed from a registry:
 * guides begin in a folder that has what they install.
 *
 * @param more further environment variables, commands that are run in place of printed ones, and the folder to
 * begin in, without which it looks like a clone
 */
export async function follow(
  t: TestContext,
  name: string,
  more: { env?: NodeJS.ProcessEnv; instead?: [printed: string, run: string][]; folder?: string } = {},
): Promise<Followed> {
  const guide = await readFile(join(ROOT, 'docs', name), 'utf8');
  const [latchkey, api] = [String(await freePort()), String(await freePort())];
  // Only the ports are others than printed: 4000 and 5000 may be taken here.
  const printed = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands).join('');
  const script = (more.instead ?? [])
    .reduce((text, [command, run]) => text.replace(command, () => run), printed)
    .replaceAll(/^npm install .*\n/gm, '')
    .replaceAll('latchkey serve', `latchkey serve --port ${latchkey}`)
    .replaceAll('4000', latchkey)
    .replaceAll('5000', api);
  const folder = more.folder ?? (await cloneOfLinks());
  const { LATCHKEY_DATA: _data, LATCHKEY_MODE: _mode, PORT: _port, ...env } = process.env;
  // A group of its own, so that whatever a failing guide leaves behind can be ended.
  const shell = spawn('bash', ['-e'], {
    cwd: folder,
    env: { ...env, ...more.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(async () => {
    try {
      if (shell.pid) process.kill(-shell.pid, 'SIGKILL');
    } catch {}
    if (!more.folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  let [said, complained] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  shell.stderr.setEncoding('utf8').on('data', (chunk) => {
    complained += chunk;
  });
  shell.stdin.end(script);
  const [code] = (await once(shell, 'exit')) as [number | null];
  const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return { guide, code, said, complained, statuses };
}

/** A clone as far as commands see it, so that what they make does not land in the real one. */
async function cloneOfLinks(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-guide-'));
  for (const name of [
    'package.json',
    'scripts',
    'server',
    'sdk',
    'guards',
    'examples',
    'bench',
    'chaos',
    'node_modules',
  ]) {
    await symlink(join(ROOT, name), join(folder, name));
  }
  return folder;
}
