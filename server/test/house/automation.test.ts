import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../../../scripts/packages/compile.ts';

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT });

interface Workflow {
  on: unknown;
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes': number; steps: { uses?: string; run?: string }[] }>;
}

it('each workflow names the rights that it needs, and its longest time', () => {
  assert.deepEqual(WORKFLOWS.map((file) => file.replace(/^.*\/|\.yml$/g, '')).sort(), [
    'conformance',
    'release',
    'test',
  ]);
  for (const file of WORKFLOWS) {
    const { on, permissions, jobs }: Workflow = parse(textOf(file));
    assert.ok(on, file);
    assert.deepEqual(permissions, { contents: 'read' }, file);
    for (const { steps, 'timeout-minutes': minutes } of Object.values(jobs)) {
      assert.ok(minutes <= 120, file);
      for (const { uses } of steps)
        assert.ok(uses === undefined || /^actions\/[\w-]+@v\d+$/.test(uses), uses);
    }
  }
});

it('every command of the workflows and of AGENTS.md is there', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'));
  for (const file of [...WORKFLOWS, 'AGENTS.md', 'docs/project/releasing.md']) {
    for (const [, name = ''] of textOf(file).matchAll(/\bnpm run ([\w:-]+)/g))
      assert.ok(scripts[name], `${file}: ${name}`);
    for (const [name] of textOf(file).matchAll(/(?<=\n +- run: )\.[\w/]+/g))
      accessSync(join(ROOT, name), constants.X_OK);
  }
});

it('the address of the repository is the same wherever it stands', () => {
  const { repository }: { repository: { url: string } } = JSON.parse(textOf('package.json'));
  const address = repository.url.replace(/^git\+|\.git$/g, '');
  const links: { contact_links: { url: string }[] } = parse(textOf('.github/ISSUE_TEMPLATE/config.yml'));
  assert.deepEqual(
    links.contact_links.map(({ url }) => url),
    [`${address}/security/advisories/new`],
  );
  assert.ok(textOf('docs/project/releasing.md').includes(new URL(address).host + new URL(address).pathname));
});

it('llms.txt leads to pages that are there', () => {
  const links = [...textOf('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  assert.ok(links.length > 10);
  assert.deepEqual(
    links.filter((path) => !existsSync(join(ROOT, path))),
    [],
  );
});

it('each issue template is a form that says what it asks for', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: ROOT }).filter(
    (file) => !file.endsWith('config.yml'),
  );
  assert.ok(forms.length >= 2);
  for (const file of forms) {
    const { name, description, body } = parse(textOf(file));
    assert.ok(name && description, file);
    const ids = body.flatMap(({ id }: { id?: string }) => id ?? []);
    assert.equal(new Set(ids).size, ids.length, file);
    for (const { type, attributes } of body)
      assert.ok(attributes[type === 'markdown' ? 'value' : 'label'], file);
  }
});
