import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { OLDER_NODES, OLDEST_NODE, olderNode } from '../../../scripts/nodes.ts';
import { ROOT, run } from '../../../scripts/packages/compile.ts';
import { faultsOf } from '../../../scripts/packages/faults.ts';
import { readManifest } from '../../../scripts/packages/manifest.ts';
import { VERSION } from '../../src/explorer/script.ts';
import { folderFor, start } from '../cli/shell.ts';
import { follow } from '../house/guide.ts';
import { type Installed, installPackages, serveNotes, typed } from './installed.ts';

const NEWEST_NODE = 24;
const NODES = [...OLDER_NODES, NEWEST_NODE];

describe('the packages, installed into an empty folder', () => {
  let installed: Installed & { remove(): Promise<void> };
  before(async () => {
    installed = await installPackages();
  });
  after(() => installed.remove());

  for (const name of ['guard', 'latchkey'] as const) {
    it(`${name}: publint and Are the types wrong find nothing`, async () => {
      assert.deepEqual(await faultsOf(name, installed[name]), []);
    });

    it(`${name}: has what it needs and nothing else`, async () => {
      const files = (await installed.type('tar', ['-tzf', installed[name].tarball])).trim().split('\n');
      const manifest = JSON.parse(await readFile(join(installed[name].folder, 'package.json'), 'utf8'));
      for (const file of ['LICENSE', 'README.md', 'package.json'])
        assert.ok(files.includes(`package/${file}`));
      const odd = files.filter((file) => /(?<!\.d)\.ts$|\btest\b|node_modules|tsconfig/.test(file));
      assert.deepEqual(
        odd.filter((file) => !file.endsWith('starter/latchkey.config.ts')),
        [],
      );
      for (const member of ['repository', 'license', 'engines', 'description', 'files'])
        assert.ok(manifest[member], member);
      for (const member of ['devDependencies', 'scripts', 'private'])
        assert.equal(manifest[member], undefined, member);
    });
  }

  it('strict TypeScript compiles: the guard as a module and as CommonJS, and a configuration', async () => {
    const { folder } = installed;
    await writeFile(join(folder, 'strict.cts'), await readFile(join(folder, 'strict.ts'), 'utf8'));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      skipLibCheck: false,
      types: ['node'],
    };
    // The configuration that `latchkey init` writes, with the types of the server.
    const starter = 'node_modules/latchkey/dist/server/starter/latchkey.config.ts';
    await cp(join(folder, starter), join(folder, 'latchkey.config.mts'));
    const include = ['strict.ts', 'strict.cts', 'program.mts', 'latchkey.config.mts'];
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
    await run('tsc', ['-p', folder, '--pretty', 'false'], folder);
  });

  it('guard: works from CommonJS and as a module, on each Node, with the installed Latchkey', async (t) => {
    await folderFor(t);
    const { server, ...env } = await serveNotes(t, installed);
    const seen = {
      refused: [401, 'missing_token'],
      allowed: [200, 'ann@acme.example', false],
      fetched: [200, 'ann@acme.example'],
      bases: ['asked', 'stream'],
      stranger: 403,
      forged: 'malformed',
    };
    for (const major of NODES) {
      const node = major === NEWEST_NODE ? process.execPath : olderNode(major);
      if (node === null) {
        t.skip(`Node ${major} is not there, and cannot be fetched`);
        continue;
      }
      const { stdout, stderr } = await promisify(execFile)(node, ['both.cjs'], {
        cwd: installed.folder,
        env: { ...typed(), ...env },
      });
      const { node: version, ...said } = JSON.parse(stdout);
      assert.match(version, new RegExp(`^v${major}\\.`));
      assert.deepEqual(said, { commonJs: seen, module: seen }, version);
      assert.equal(stderr, '', version);
    }
    // The server that npx started ends with it: it would hold the pipe otherwise.
    server.child.kill('SIGTERM');
    await server.ended;
  });

  it('latchkey: an older Node is told in one sentence', async (t) => {
    const node = olderNode(OLDEST_NODE);
    if (node === null) return t.skip(`Node ${OLDEST_NODE} is not there, and cannot be fetched`);
    const bin = join(installed.folder, 'node_modules/latchkey/dist/server/bin/latchkey.js');
    const ended = await promisify(execFile)(node, [bin, 'serve']).catch((error) => error);
    assert.equal(ended.code, 1);
    assert.match(
      ended.stderr,
      /^Latchkey needs Node 24 or newer; this is v20\.\S+\. For this folder alone, npm brings one: npm install node@24\n$/,
    );
  });

  it('docs/tutorials/guard.md: every command runs as printed, and is answered as it says', async (t) => {
    // Below the folder with the packages, where `npx` and imports find them.
    const folder = await mkdtemp(join(installed.folder, 'tutorial-'));
    const { guide, code, said, complained, statuses } = await follow(t, 'tutorials/guard.md', {
      folder,
      env: typed(),
    });
    const whole = `${said}\n${complained}`;
    assert.equal(code, 0, whole);
    assert.deepEqual(statuses, [200, 401, 200, 403, 403, 201, 403, 204, 401], whole);

    const [, printed = ''] = /^```json\n(.*?)^```$/ms.exec(guide) ?? [];
    const bodies = [...said.matchAll(/^\{"type":.*?\}\]\}/gm)].map(([body]) => JSON.parse(body));
    assert.deepEqual(bodies[0], JSON.parse(printed));
    assert.deepEqual(
      bodies.slice(1).map(({ code, remedy }) => [code, remedy]),
      [
        ['insufficient_scope', 'reauthorize'],
        ['insufficient_role', 'ask_admin'],
        ['token_revoked', 'reauthorize'],
      ],
    );
    assert.match(said, /"company":"Fern & Sons"/);
    assert.match(said, /DELETE deleteNote was refused as insufficient_role/);
  });

  it('latchkey demo: starts the example APIs without a clone', async (t) => {
    const data = await folderFor(t);
    const bin = join(installed.folder, 'node_modules/.bin/latchkey');
    const demo = start(t, bin, ['demo'], { cwd: data, env: { ...typed(), PORT: '0' } });
    const [, names] = await demo.says(/Latchkey is up on port \d+: (.*)\./);
    assert.equal(names, 'ProConvey, Procurios, ProspectConnect, Convert');
    const [, command = ''] = await demo.says(/or paste +(curl .*)/);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s`]);
    assert.ok(Array.isArray(JSON.parse(stdout).data), stdout);
    demo.child.kill('SIGTERM');
    assert.equal((await demo.ended).code, 0);
  });
});

it('the folders of the clone refuse to be packed, and say how it is done', async () => {
  for (const folder of ['sdk', 'server']) {
    const { scripts } = await readManifest(folder);
    const { prepack = '' } = scripts ?? {};
    const refused = promisify(execFile)('sh', ['-c', prepack], { cwd: join(ROOT, folder) });
    await assert.rejects(refused, /npm run pack/);
  }
});

it('the explorer is made from the version that is installed for it', async () => {
  const { devDependencies = {} } = await readManifest('server');
  assert.equal(devDependencies['@scalar/fastify-api-reference'], VERSION);
});
