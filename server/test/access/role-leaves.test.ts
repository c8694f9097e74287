import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isForReading, type Opened, openedBy, roleLeaves } from '../../src/access/role-leaves.ts';

const OPERATIONS: Opened[] = [
  { method: 'GET', scopes: [['read']], permission: 'case.read' },
  { method: 'POST', scopes: [['write']], permission: 'case.create' },
  { method: 'PUT', scopes: [['write']], permission: 'case.update' },
  { method: 'DELETE', scopes: [['write', 'admin']], permission: 'case.delete' },
  { method: 'GET', scopes: [['read'], ['write']], permission: null },
  { method: 'GET', scopes: [[]], permission: 'ping' },
];
const RULES = { all: { covers: ['*'] }, write: { covers: [] }, read: { covers: [] }, admin: { covers: [] } };

describe('what a role leaves of a scope', () => {
  const cases: [scope: string, permissions: string[], missing: string[], own: string[], nothing: boolean][] =
    [
      ['read', ['*'], [], [], false],
      ['read', [], ['case.read'], [], false],
      ['write', ['case.update'], ['case.create'], [], false],
      ['write', ['case.create', 'case.update:own'], [], ['case.update'], false],
      ['all', ['case.*:own'], [], ['case.read', 'case.create', 'case.update', 'case.delete'], false],
      ['admin', [], [], [], false],
    ];
  for (const [scope, permissions, missing, own, nothing] of cases) {
    it(`${scope}, for a role with ${permissions.join(', ') || 'nothing'}`, () => {
      const opened = openedBy(RULES, OPERATIONS, scope);
      assert.deepEqual(roleLeaves(opened, permissions), { missing, own, nothing });
    });
  }

  it('is nothing where every operation needs a permission that it lacks', () => {
    const [, create, update] = OPERATIONS;
    assert.ok(create && update);
    assert.equal(roleLeaves([create, update], ['case.read']).nothing, true);
    assert.equal(roleLeaves([create, update], ['case.create']).nothing, false);
  });
});

it('a scope is for reading by its class, or because it opens nothing else', () => {
  const read = { method: 'GET' };
  assert.equal(isForReading({ class: 'read' }, [{ method: 'POST' }]), true);
  assert.equal(isForReading({ class: 'reports' }, [read, { method: 'HEAD' }]), true);
  assert.equal(isForReading({ class: 'write' }, [read, { method: 'PUT' }]), false);
  assert.equal(isForReading({ class: 'write' }, []), false);
});
