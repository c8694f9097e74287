import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { COMMANDS } from '../../src/cli/run.ts';
import { folderFor, shell } from './shell.ts';

/** Asks bash for what it would offer for the last word of each line, one after the other in one process. */
async function offered(folder: string, lines: string[]): Promise<string[][]> {
  const { out } = await shell(folder)(['completion', 'bash']);
  await writeFile(join(folder, 'completion.bash'), out);
  const ask = lines.map((line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _latchkey; echo "\${COMPREPLY[*]}"`;
  });
  const script = ['source ./completion.bash', 'complete -p latchkey >&2', ...ask].join('\n');
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { cwd: folder });
  assert.match(stderr, /-F _latchkey latchkey/);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').filter(Boolean));
}

describe('latchkey completion', () => {
  it('lets bash complete every command and every option of it', async (t) => {
    const folder = await folderFor(t);
    const lines = COMMANDS.flatMap(({ name }) => [`latchkey ${name}`, `latchkey ${name} --`]);
    const answers = await offered(folder, lines);
    for (const [index, { name, options }] of COMMANDS.entries()) {
      const [words = [], flags = []] = answers.slice(index * 2);
      assert.ok(words.includes(name.split(' ').at(-1) ?? ''), `${name}: ${words}`);
      const wanted = [...Object.keys(options).map((option) => `--${option}`), '--help'];
      assert.deepEqual(flags.sort(), wanted.sort(), name);
    }
  });

  it('offers what can follow, and leaves values and arguments to the names of files', async (t) => {
    const folder = await folderFor(t);
    const lines = {
      'latchkey ten': ['tenant'],
      'latchkey tenant ': ['add', 'list', 'delete', '--help'],
      'latchkey tenant li': ['list'],
      'latchkey tenant list --j': ['--json'],
      'latchkey tenant list --config ': [],
      'latchkey tenant list --config tenant --j': ['--json'],
      'latchkey --v': ['--version'],
      'latchkey completion --': ['--help'],
    };
    const answers = await offered(folder, Object.keys(lines));
    for (const [index, [line, wanted]] of Object.entries(lines).entries()) {
      assert.deepEqual(answers[index], wanted, line);
    }
  });

  it('is written for zsh and fish from the same commands, and for no other shell', async (t) => {
    const type = shell(await folderFor(t));
    for (const name of ['zsh', 'fish']) {
      const { out } = await type(['completion', name]);
      for (const { name: command, summary } of COMMANDS) {
        assert.ok(
          out.includes(summary.replaceAll(':', name === 'zsh' ? '\\:' : ':').replaceAll("'", "'\\''")),
          command,
        );
      }
    }
    assert.match((await type(['completion', 'tcsh'])).err, /tcsh is none of bash, zsh, fish/);
  });
});

describe('the help of each command', () => {
  it('names every option that it reads', () => {
    for (const { name, usage, options } of COMMANDS) {
      const named = new Set(
        [...usage.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, option = '']) => option),
      );
      const read = new Set(Object.keys(options));
      assert.deepEqual([...read.difference(named)], [], `${name}: not in its help`);
    }
  });

  it('has --json for everything that lists', () => {
    const listing = COMMANDS.filter(({ name }) => /(^| )(list|events|search|tail|usage|explain)$/.test(name));
    assert.ok(listing.length > 10);
    for (const { name, options } of listing) assert.equal(options.json?.type, 'boolean', name);
  });
});
