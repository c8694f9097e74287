import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../config/start-error.ts';
import { type Command, readArgs } from './command.ts';

const STARTER = fileURLToPath(new URL('../../starter/', import.meta.url));
const FILES = ['latchkey.config.ts', 'openapi.yaml', 'README.md', 'example-api.mjs'];
const NAME = /^[a-z][a-z0-9-]{1,30}$/;

export const init: Command = {
  name: 'init',
  summary: 'begin: a commented configuration for a new API',
  usage: `latchkey init <name> [--folder <folder>]

  <name>            lower-case letters, digits and hyphens: names the API, its data and its local hosts
  --folder <folder> where to put it (default: a new folder <name> here); nothing in it is overwritten`,
  async run(args, terminal) {
    const options = { folder: { type: 'string' } } as const;
    const { values, positionals } = readArgs('init', args, options, { least: 1, most: 1 });
    const [name = ''] = positionals;
    if (!NAME.test(name) || name.endsWith('-')) {
      throw new StartError(
        `${name} will not do as a name: use lower-case letters, digits and hyphens, such as my-api.`,
      );
    }
    const folder = resolve(terminal.cwd, values.folder ?? name);
    const files = await starterFiles(name);
    await refuseToOverwrite(folder, [...files.keys()]);
    await write(folder, files);

    const here = relative(terminal.cwd, folder) || '.';
    for (const file of files.keys()) terminal.say(join(here, file));
    terminal.note(
      `\nNext: cd ${here}, and follow README.md: five commands to the first refused and the first permitted call.`,
    );
    return 0;
  },
};

async function starterFiles(name: string): Promise<Map<string, string>> {
  const title = name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
  const files = new Map<string, string>();
  for (const file of FILES) {
    const text = await readFile(join(STARTER, file), 'utf8');
    const header = title.replaceAll(' ', '-');
    files.set(
      file,
      text
        .replaceAll('Starter-Account', `${header}-Account`)
        .replaceAll('starter', name)
        .replaceAll('Starter', title),
    );
  }
  // Says that the files are ES modules, and lets `npm install` bring the types to the editor.
  const manifest = { name, private: true, type: 'module', scripts: { start: 'latchkey serve' } };
  files.set('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  files.set('.gitignore', '.latchkey/\nnode_modules/\n');
  return files;
}

async function refuseToOverwrite(folder: string, files: string[]): Promise<void> {
  let present: string[];
  try {
    present = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new StartError(`${folder} cannot be used (${code}).`);
  }
  const taken = files.filter((file) => present.includes(file));
  if (taken.length > 0) {
    throw new StartError(
      `${folder} has ${taken.join(', ')} already: choose another --folder, or move it away.`,
    );
  }
}

async function write(folder: string, files: Map<string, string>): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, text] of files) await writeFile(join(folder, file), text, { flag: 'wx' });
  } catch (error) {
    throw new StartError(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
