import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { test } from 'node:test';
import { findGo } from '../../../scripts/from-pypi.ts';
import { findGuardPython } from '../../../scripts/guard-python.ts';
import { follow } from '../../../server/test/house/guide.ts';

const [go, python] = [findGo(), findGuardPython()];
/** The command that stands for `go get` until the module is published, as docs/tutorials/README.md prints it. */
async function goModuleOfClone(): Promise<string> {
  const page = await readFile(new URL('../../../docs/tutorials/README.md', import.meta.url), 'utf8');
  const [, command = ''] = /\| `go get [^|]*\| `(.*)` \|/.exec(page) ?? [];
  return command.replace('<clone>', '..');
}

const skip =
  (go === null || python === null) && 'there is no Go, or no Python with the packages of guards/python';

test('docs/tutorials/guard-python-go.md: every command runs as printed, and is answered as it says', {
  skip,
}, async (t) => {
  const where = ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'];
  const packages = execFileSync(String(python), where, { encoding: 'utf8' }).trim();
  const { code, said, complained, statuses } = await follow(t, 'tutorials/guard-python-go.md', {
    env: {
      ...go?.env,
      PATH: `${dirname(String(go?.command))}${delimiter}${process.env.PATH}`,
    },
    // The packages are here already: they are not fetched again.
    instead: [
      [
        'python3 -m venv .venv\n',
        `python3 -m venv --without-pip .venv\necho ${packages} > "$(echo .venv/lib/python3*/site-packages)/here.pth"\n`,
      ],
      [
        '.venv/bin/pip install latchkey-guard fastapi uvicorn\n',
        'python3 -m pip --python .venv/bin/python install -q --no-index --no-build-isolation ../guards/python fastapi uvicorn\n',
      ],
      ['go get latchkey.example/guard\n', `${await goModuleOfClone()}\n`],
    ],
  });
  const whole = `${said}\n${complained}`;
  assert.equal(code, 0, whole);
  assert.deepEqual(statuses, [401, 200, 403, 401, 200, 403], whole);
  assert.equal(said.match(/"company":"Fern (&|\\u0026) Sons","mayDelete":false/g)?.length, 2, whole);
});
