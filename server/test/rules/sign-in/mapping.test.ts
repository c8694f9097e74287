import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type Mapping, notAccepted, placesIn } from '../../../src/rules/sign-in/mapping.ts';

const BY_CLAIMS: Mapping = {
  tenant: { claim: 'org', values: { acme: 'org_a', birch: 'org_b', alias: 'org_a' } },
  role: { claim: 'groups', values: { admins: 'owner', staff: 'member' } },
};

it('gives a place in each tenant that a claim names, with the first role that matches', () => {
  const claims = { org: ['acme', 'alias', 'birch', 'other'], groups: ['staff', 'admins'] };
  assert.deepEqual(placesIn(BY_CLAIMS, claims), [
    { tenant: 'org_a', role: 'owner' },
    { tenant: 'org_b', role: 'owner' },
  ]);
  assert.deepEqual(placesIn(BY_CLAIMS, { org: 'acme', groups: 'staff' }), [
    { tenant: 'org_a', role: 'member' },
  ]);
  assert.deepEqual(placesIn(BY_CLAIMS, { org: 'acme', groups: ['visitors'] }), []);
  const otherwise: Mapping = { ...BY_CLAIMS, role: { claim: 'groups', values: {}, otherwise: 'viewer' } };
  assert.deepEqual(placesIn(otherwise, { org: 'acme' }), [{ tenant: 'org_a', role: 'viewer' }]);
  const fixed: Mapping = { tenant: { id: 'org_c' }, role: { name: 'member' } };
  assert.deepEqual(placesIn(fixed, {}), [{ tenant: 'org_c', role: 'member' }]);
  assert.deepEqual(placesIn({ tenant: { claim: 'tid' }, role: { name: 'm' } }, { tid: 'x' }), [
    { tenant: 'x', role: 'm' },
  ]);
});

it('gives nothing that the mapping does not name, whatever the claims are (property)', () => {
  const value = fc.oneof(
    fc.constantFrom('acme', 'birch', 'admins', 'staff', '__proto__', 'constructor', 'toString'),
    fc.anything(),
  );
  const claim = fc.oneof(value, fc.array(value));
  fc.assert(
    fc.property(claim, claim, (org, groups) => {
      for (const { tenant, role } of placesIn(BY_CLAIMS, { org, groups })) {
        assert.ok(['org_a', 'org_b'].includes(tenant));
        assert.ok(['owner', 'member'].includes(role));
      }
    }),
  );
});

it('names the claim without which nobody comes in', () => {
  const accepts = { hd: ['acme.example'], tid: ['1', '2'] };
  assert.equal(notAccepted(accepts, { hd: 'acme.example', tid: ['2'] }), null);
  assert.equal(notAccepted(accepts, { hd: 'other.example', tid: '1' }), 'hd');
  assert.equal(notAccepted(accepts, { hd: 'acme.example' }), 'tid');
  assert.equal(notAccepted({}, {}), null);
});
