import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  AUDIT_KINDS,
  type AuditEvent,
  type AuditKind,
  GrantId,
  TenantId,
  UserId,
} from '../../../src/model/index.ts';
import { type Effect, effectsOf } from '../../../src/rules/restore/effects.ts';
import { countsOf, gather } from '../../../src/rules/restore/gather.ts';
import { confirmedRole, heldRole, isHeldRole } from '../../../src/rules/tenant/held-member.ts';
import { event } from '../../store/fixtures.ts';

const grant = { grantId: GrantId('grt_1') };
const row = (kind: AuditKind, over: Partial<AuditEvent> = {}) => ({
  id: 1,
  ...event(kind, { ...grant, ...over }),
});

/** A row of each kind that ends or narrows something, and what is done again. */
const ENDING: [AuditKind, Partial<AuditEvent>, Effect['does'][]][] = [
  ['authorization.granted', { detail: { resources: [{ type: 'project', id: '1' }] } }, ['narrow connection']],
  ['authorization.granted', { detail: { resources: null } }, []],
  ['authorization.granted', { detail: { resources: null, left: ['read'] } }, ['narrow connection']],
  ['authorization.granted', { detail: { resources: null, expiresAt: 9 } }, ['narrow connection']],
  ['authorization.changed', { detail: { suspended: true } }, ['suspend connection']],
  ['authorization.changed', { detail: { scopes: ['read'], resources: null } }, ['narrow connection']],
  ['authorization.changed', { detail: { ipAllowlist: ['192.0.2.1'] } }, ['limit addresses']],
  ['authorization.changed', { detail: { ipAllowlist: null } }, []],
  ['authorization.changed', { detail: { released: true } }, []],
  ['authorization.revoked', { detail: { by: 'usr_ann' } }, ['end connection']],
  ['code.replayed', { outcome: 'denied' }, ['end tokens of connection']],
  ['token.refreshed', {}, ['end tokens of connection']],
  ['token.repeated', {}, ['end tokens of connection']],
  ['token.reused', { outcome: 'denied' }, ['end tokens of connection']],
  ['token.revoked', {}, ['end tokens of connection']],
  ['token.revoked', { grantId: null }, ['end tokens of client']],
  ['client.created', { detail: { origin: 'registration' } }, ['end registration tokens']],
  ['client.created', { detail: {} }, []],
  ['client.changed', {}, ['narrow client']],
  ['client.deleted', {}, ['delete client']],
  ['client.secret_added', {}, ['replace secret']],
  ['client.secret_ended', { detail: { secret: 'cls_1' } }, ['end secret']],
  ['management_token.created', {}, []],
  ['management_token.revoked', { detail: { tokenId: 'mgt_1' } }, ['end management token']],
  ['operator.set', { detail: { role: 'owner' } }, []],
  ['operator.set', { detail: { role: 'auditor' } }, ['limit operator']],
  ['operator.removed', {}, ['remove operator']],
  ['group_roles.set', {}, ['remove group roles']],
  ['developer.refused', {}, ['refuse developer']],
  ['personal_token.revoked', { detail: { tokenId: 'tok_1' } }, ['end personal access token']],
  ['tenant.deleted', {}, ['delete tenant']],
  ['provider.set', {}, ['remove provider']],
  ['provider.removed', {}, ['remove provider']],
  ['user.address_changed', {}, ['renew password', 'end sessions']],
  ['user.password_changed', {}, ['renew password', 'end sessions']],
  ['user.address_changed', {}, ['renew password', 'end sessions']],
  ['outside_account.unlinked', { detail: { source: 'google', subject: 's' } }, ['unlink account']],
  ['provider.set', {}, ['remove provider']],
  ['provider.removed', {}, ['remove provider']],
  ['second_step.on', {}, ['renew password', 'end sessions']],
  ['second_step.off', {}, ['end second step']],
  ['passkey.removed', { detail: { passkey: 'key_1' } }, ['remove passkey']],
  ['recovery_codes.renewed', {}, ['end recovery codes']],
  ['recovery_code.used', {}, ['end recovery codes']],
  ['factors.removed', {}, ['remove factors', 'end sessions']],
  ['user.deleted', {}, ['delete user']],
  ['member.removed', {}, ['remove member']],
  ['member.added', {}, []],
  ['member.added', { detail: { invitation: 'inv_1' } }, ['end invitation']],
  ['invitation.sent', { detail: { invitation: 'inv_1' } }, ['end invitation']],
  ['invitation.withdrawn', { detail: { invitation: 'inv_1' } }, ['end invitation']],
  ['member.role_changed', { detail: { to: 'viewer' } }, ['change role']],
  ['role.changed', { detail: { name: 'clerk', permissions: [] } }, ['narrow role']],
  ['role.removed', { detail: { name: 'clerk' } }, ['remove role']],
  ['registration_token.ended', { detail: { tokenId: 'hash' } }, ['end registration token']],
  ['session.ended', {}, ['end sessions']],
  ['signing_key.rotated', { detail: { key: 'signing' } }, ['replace signing keys']],
  ['signing_key.rotated', { detail: { key: 'master' } }, []],
  ['webhook.removed', { detail: { endpoint: 'whe_1' } }, ['remove webhook']],
  ['webhook.changed', { detail: { endpoint: 'whe_1' } }, ['disable webhook']],
  ['webhook.secret_rotated', { detail: { endpoint: 'whe_1' } }, ['disable webhook']],
  ['webhook.disabled', { detail: { endpoint: 'whe_1' } }, ['disable webhook']],
  ['backup.restored', { detail: { through: null } }, ['end everything']],
  ['backup.restored', { detail: { through: 7 } }, []],
];

describe('rules/restore', () => {
  it('says of every kind of row what it ended', () => {
    for (const [kind, over, does] of ENDING) {
      assert.deepEqual(
        effectsOf(row(kind, over))?.map((effect) => effect.does),
        does,
        `${kind} ${JSON.stringify(over)}`,
      );
    }
    // A new kind that ends something needs a sample above.
    const others = AUDIT_KINDS.filter((kind) => !ENDING.some(([each]) => each === kind));
    assert.ok(others.length > 20);
    for (const kind of others) assert.deepEqual(effectsOf(row(kind)), [], kind);
    assert.equal(effectsOf({ ...row('api.called'), kind: 'later.kind' as AuditKind }), null);
    assert.equal(effectsOf({ ...row('api.called'), kind: 'toString' as AuditKind }), null);
  });

  it('tells a manager from the user, and a part from the whole', () => {
    const revoked = (detail: Record<string, unknown>) =>
      effectsOf(row('authorization.revoked', { detail }))?.[0];
    const base = { does: 'end connection', ...grant, tenantId: 'org_a' };
    assert.deepEqual(revoked({ by: 'usr_ann', part: true }), { ...base, whole: false, held: false });
    assert.deepEqual(revoked({ by: 'usr_eve' }), { ...base, whole: true, held: true });
    assert.deepEqual(revoked({ by: 'command line' }), { ...base, whole: true, held: true });
    assert.deepEqual(revoked({ by: 'client' }), { ...base, whole: true, held: false });
    assert.deepEqual(revoked({ cause: 'member.removed' }), { ...base, whole: false, held: false });
  });

  it('keeps an end and the narrowest, and of a state the last', () => {
    const gathered = new Map<string, Effect>();
    const rows = [
      row('authorization.changed', { detail: { by: 'usr_ann', scopes: ['a', 'b'], resources: null } }),
      row('authorization.changed', { detail: { by: 'usr_eve', scopes: ['b', 'c'], resources: null } }),
      row('authorization.changed', { detail: { suspended: true } }),
      row('authorization.changed', { detail: { suspended: false } }),
      row('member.role_changed', { detail: { to: 'owner' } }),
      row('member.role_changed', { detail: { to: 'viewer' } }),
      row('token.refreshed'),
      row('token.revoked'),
      row('token.refreshed'),
      row('session.ended', { userId: UserId('usr_ann') }),
      row('session.ended', { userId: UserId('usr_ben'), tenantId: TenantId('org_b') }),
    ];
    for (const each of rows) for (const effect of effectsOf(each) ?? []) gather(gathered, effect);
    const found = (does: Effect['does']) => [...gathered.values()].filter((effect) => effect.does === does);
    assert.deepEqual(
      found('narrow connection').map((effect) => 'scopes' in effect && [effect.scopes, effect.held]),
      [[['b'], true]],
    );
    assert.deepEqual(
      found('suspend connection').map((effect) => 'suspended' in effect && effect.suspended),
      [false],
    );
    assert.deepEqual(
      found('change role').map((effect) => 'role' in effect && effect.role),
      ['viewer'],
    );
    assert.deepEqual(
      found('end tokens of connection').map((effect) => 'rotated' in effect && effect.rotated),
      [false],
    );
    assert.equal(countsOf(gathered).get('end sessions'), 2);
  });

  it('holds a member once, and gives the role back', () => {
    assert.equal(heldRole(heldRole('owner')), heldRole('owner'));
    assert.ok(isHeldRole(heldRole('owner')) && !isHeldRole('owner'));
    assert.deepEqual([confirmedRole(heldRole('owner')), confirmedRole('owner')], ['owner', 'owner']);
  });
});
