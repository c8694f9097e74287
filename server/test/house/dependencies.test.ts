import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readSources } from './import-rules.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const sources = await readSources(ROOT);

for (const folder of ['server', 'sdk']) {
  test(`${folder} depends on what its sources import, and on nothing else`, async () => {
    // An optional peer is for those who have it: a framework, an exporter of traces.
    const { dependencies, peerDependenciesMeta = {} } = JSON.parse(
      await readFile(`${ROOT}${folder}/package.json`, 'utf8'),
    );
    const imported = [...sources]
      .filter(([path]) => path.startsWith(`${folder}/src/`))
      .flatMap(([, { imports }]) => imports)
      .filter(
        (name) => !name.startsWith('node:') && !name.startsWith(`${folder}/`) && !name.startsWith('wire/'),
      )
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    const wanted = [...new Set(imported)].filter((name) => peerDependenciesMeta[name]?.optional !== true);
    assert.deepEqual(wanted.sort(), Object.keys(dependencies).sort());
  });
}
