import { sha256 } from '../../../src/lib/compare.ts';
import { newId, newSecret } from '../../../src/lib/ids.ts';
import { type AuditKind, ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import type { EFFECTS } from '../../../src/store/remembered/effects.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  access,
  client,
  consent,
  DAY,
  event,
  family,
  HOUR,
  NOW,
  personalToken,
  redemption,
  rotation,
  SECOND,
} from '../fixtures.ts';
import { type Connection, eve, type World } from './world.ts';

/** The verbs that may change something remembered. */
export type Changing = {
  [Verb in keyof typeof EFFECTS]: (typeof EFFECTS)[Verb] extends 'reads' | 'apart' ? never : Verb;
}[keyof typeof EFFECTS];

const ORG_A = TenantId('org_a');
const ANN = UserId('usr_ann');
const now = NOW + SECOND;

/** Verbs on one user's grant, with the row that the program writes about it. */
const onGrant = ({ begun: { grantId }, tenantId, row }: Connection, kind: AuditKind) => ({
  ...{ grantId, tenantId, now, audit: [row(kind)] },
});
const about = (kind: AuditKind, id: string) => event(kind, { clientId: ClientId(id) });
const member = { tenantId: ORG_A, userId: UserId('usr_cy') };
const document = () => client({ id: 'https://doc.example', origin: 'document', name: 'Renamed' });

/** Each verb that may change something remembered, done so that it does. A new one does not compile before it is here. */
export const CHANGES = {
  addTenant: (store) => store.addTenant({ id: TenantId('org_c'), name: 'C' }, [event('tenant.created')]),
  renameTenant: (store) =>
    store.renameTenant({
      ...{ tenantId: ORG_A, name: 'Elder', from: 'Alder & Co' },
      audit: [event('tenant.renamed')],
    }),
  deleteTenant: (store) => store.deleteTenant({ tenantId: ORG_A, audit: [event('tenant.deleted')] }),
  addUser: (store) =>
    store.addUser(
      { id: UserId('usr_new'), email: 'new@alder.example', name: 'New', passwordHash: null, createdAt: now },
      [event('user.created')],
    ),
  renameUser: (store) =>
    store.renameUser({ userId: ANN, name: 'Anne', from: 'Ann', audit: [event('user.renamed')] }),
  setPassword: (store) =>
    store.setPassword({
      ...{ userId: ANN, passwordHash: newSecret(), keep: null, notices: [] },
      audit: [event('user.password_changed')],
    }),
  async acceptInvitation(store) {
    const hash = sha256('an invitation');
    const made = await store.customRoles(ORG_A);
    const judged = { by: { userId: ANN, role: 'owner' }, made };
    const invitation = { id: 'inv_1', hash, tenantId: ORG_A, email: 'dee@alder.example', role: 'owner' };
    await store.invite({
      invitation: { ...invitation, invitedBy: ANN, createdAt: NOW, expiresAt: now + HOUR },
      ...{ most: 9, judged, mails: [], audit: [] },
    });
    const by = { userId: UserId('usr_dee') };
    return store.acceptInvitation({ hash, now, by, judged, audit: [event('member.added')] });
  },
  async confirmAddress(store) {
    const link = { purpose: 'address' as const, userId: ANN, createdAt: NOW, expiresAt: now + HOUR };
    const [hash, undo] = [sha256(newSecret()), sha256(newSecret())];
    await store.mailLink({ link: { ...link, hash, email: 'ann@new.example' }, mails: [] }, []);
    const from = (await store.userById(ANN))?.email ?? '';
    return store.confirmAddress({
      ...{ hash, now, from, mails: [], undo: { ...link, hash: undo, purpose: 'undo_address', email: from } },
      audit: [event('user.address_changed')],
    });
  },
  async undoAddress(store) {
    const hash = sha256(newSecret());
    const link = { hash, purpose: 'undo_address' as const, userId: ANN, email: 'ann@old.example' };
    await store.mailLink({ link: { ...link, createdAt: NOW, expiresAt: now + HOUR }, mails: [] }, []);
    return store.undoAddress({
      ...{ hash, now, passwordHash: newSecret(), notices: [] },
      audit: [event('user.address_changed')],
    });
  },
  async resetPassword(store) {
    const hash = sha256('a link');
    const link = { hash, purpose: 'reset' as const, userId: ANN, email: 'ann@alder.example', createdAt: NOW };
    await store.mailLink({ link: { ...link, expiresAt: now + HOUR }, mails: [] }, []);
    return store.resetPassword({
      ...{ hash, now, passwordHash: newSecret(), notices: [] },
      audit: [event('user.password_changed')],
    });
  },
  deletePerson: (store) => store.deletePerson({ userId: ANN, audit: [event('user.deleted')] }),
  addMembership: (store) =>
    store.addMembership({ tenantId: ORG_A, userId: UserId('usr_dee'), role: 'owner' }, [
      event('member.added'),
    ]),
  admitOutside: (store) => store.admitOutside(eve('Evelyn')),
  giveMembership: (store) =>
    store.giveMembership(
      { tenantId: ORG_A, userId: UserId('usr_dee'), role: 'owner' },
      'https://idp.example',
      [event('member.added')],
    ),
  setRole: (store) => store.setRole({ ...member, role: 'clerk', audit: [event('member.role_changed')] }),
  removeMember: (store) => store.removeMember({ ...member, now, audit: [event('member.removed')] }),
  saveCustomRole: (store) =>
    store.saveCustomRole(
      { tenantId: TenantId('org_b'), name: 'clerk', title: 'Clerk', permissions: [newSecret()] },
      [event('role.changed', { tenantId: TenantId('org_b') })],
    ),
  async removeCustomRole(store) {
    const [tenantId, userId] = [TenantId('org_b'), ANN];
    await store.setRole({
      tenantId,
      userId,
      role: 'owner',
      audit: [event('member.role_changed', { tenantId })],
    });
    const audit = [event('role.removed', { tenantId })];
    return store.removeCustomRole({ tenantId, name: 'clerk', audit });
  },
  createClient: (store) =>
    store.createClient(client({ id: 'made' }), null, [about('client.created', 'made')]),
  registerClient: (store) =>
    store.registerClient({
      client: client({ id: 'registered', origin: 'registration' }),
      ...{ secret: null, initialAccessTokenHash: sha256('iat-forever'), now },
      audit: [about('client.created', 'registered')],
    }),
  // The row of somebody who did not see that another request was first.
  saveDocumentClient: (store) =>
    store.saveDocumentClient(document(), [about('client.created', 'https://doc.example')]),
  updateClient: (store) =>
    store.updateClient(client({ name: newSecret(), settings: { ipAllowlist: ['192.0.2.0/24'] } }), [
      about('client.changed', 'platform'),
    ]),
  deleteClient: (store) => store.deleteClient('platform', [about('client.deleted', 'platform')]),
  removeUnusedClients: (store) => store.removeUnusedClients(now, 10, ({ id }) => about('client.deleted', id)),
  addClientSecret: (store) =>
    store.addClientSecret(
      {
        ...{ clientId: ClientId('platform'), hash: sha256(newSecret()), hint: 'x', sealed: null },
        ...{ createdAt: now, expiresAt: null },
      },
      now + DAY,
      [about('client.secret_added', 'platform')],
    ),
  // Read behind the memory, whose reads may be held just now.
  async endClientSecret(store, { inner }) {
    const [secret] = (await inner.client('platform', now))?.secrets ?? [];
    return secret && store.endClientSecret(secret, [about('client.secret_ended', 'platform')]);
  },
  removeClientsUnusedSince: (store) =>
    store.removeClientsUnusedSince(
      { before: now + DAY, origin: null, limit: 10 },
      about('client.deleted', ''),
    ),
  touchClient: (store, { clock }) => store.touchClient('other', clock.now + 2 * HOUR),
  recordConsent: (store, { ann }) =>
    store.recordConsent(
      consent({ scopes: ['admin'], now, audit: { allowed: [ann.row('authorization.granted')], held: [] } }),
    ),
  revokeGrant: (store, { ann }) => store.revokeGrant(onGrant(ann, 'authorization.revoked')),
  withdrawGrant: (store, { cy }) => store.withdrawGrant(onGrant(cy, 'authorization.revoked')),
  suspendGrant: (store, { ann }) =>
    store.suspendGrant({ ...onGrant(ann, 'authorization.changed'), suspended: true, byManager: true }),
  shrinkGrant: (store, { cy }) =>
    store.shrinkGrant({ ...onGrant(cy, 'authorization.changed'), scopes: ['read'], resources: null }),
  limitGrantAddresses: (store, { ann }) =>
    store.limitGrantAddresses({
      ...onGrant(ann, 'authorization.changed'),
      ...{ ipAllowlist: ['192.0.2.0/24'], byManager: true },
    }),
  async endExpiredGrants(store, { ann }) {
    await store.recordConsent(consent({ now, expiresAt: now }));
    return store.endExpiredGrants(now, 9, () => ann.row('authorization.revoked'));
  },
  async releaseGrant(store, { clerk }) {
    await store.suspendGrant({
      ...onGrant(clerk, 'authorization.changed'),
      suspended: true,
      byManager: true,
    });
    return store.releaseGrant(onGrant(clerk, 'authorization.changed'));
  },
  giveBackConnection: (store, { cy }) =>
    store.giveBackConnection({
      ...{ familyId: cy.first.family.id, now, refreshableBeyond: now },
      audit: { revoked: [cy.row('token.revoked')], ended: [cy.row('authorization.revoked')] },
    }),
  approve: (store, { ann }) =>
    store.approve(
      consent({ scopes: ['admin'], now, audit: { allowed: [ann.row('authorization.granted')], held: [] } }),
    ),
  // The code was redeemed before, so that its tokens end.
  redeemCode: (store, { cy }) =>
    store.redeemCode(redemption(cy.begun, { audit: { redeemed: [], replayed: [cy.row('code.replayed')] } })),
  async allowDevice(store, { ann }) {
    await openDevice(store);
    return store.allowDevice({ ...deviceConsent(ann), deviceHash: sha256('device'), authenticatedAt: now });
  },
  async redeemDevice(store, { ann }) {
    await openDevice(store);
    await store.allowDevice({ ...deviceConsent(ann), deviceHash: sha256('device'), authenticatedAt: now });
    const of = family(ann.begun, { id: newId('fam') });
    const minted = { family: of, access: access(of), refresh: null };
    const audit = [ann.row('device.redeemed')];
    return store.redeemDevice({ hash: sha256('device'), clientId: of.clientId, now, minted, audit });
  },
  issueAccessToken: (store, { ann }) =>
    store.issueAccessToken(access(ann.first.family), [ann.row('token.issued')]),
  beginFamily(store, { ann }) {
    const of = family(ann.begun, { id: newId('fam') });
    return store.beginFamily({ family: of, access: access(of), audit: [ann.row('token.issued')] });
  },
  // Twice, so that the grant has a note of it; with the first token again, so that its family ends.
  rotateRefreshToken: async (store, { ann }) => {
    const audit = {
      rotated: [ann.row('token.refreshed')],
      repeated: [ann.row('token.repeated')],
      reused: [ann.row('token.reused')],
    };
    const once = () => rotation(ann.first.family, ann.first.refresh.hash, { audit, now });
    await store.rotateRefreshToken(once());
    return store.rotateRefreshToken(once());
  },
  async judgeRefreshToken(store, { cy }) {
    const used = rotation(cy.first.family, cy.first.refresh.hash, { now });
    await store.rotateRefreshToken({
      ...used,
      audit: { ...used.audit, rotated: [cy.row('token.refreshed')] },
    });
    return store.judgeRefreshToken({
      ...{ presentedHash: cy.first.refresh.hash, now, repeatWithin: 0, successorHash: null },
      audit: { reused: [cy.row('token.reused')] },
    });
  },
  keepRefreshToken: (store, { cy }) =>
    store.keepRefreshToken({
      ...{ presentedHash: cy.first.refresh.hash, now, expiresAt: now + DAY, access: access(cy.first.family) },
      audit: { kept: [cy.row('token.refreshed')], reused: [cy.row('token.reused')] },
    }),
  revokeAccessToken: (store) =>
    store.revokeAccessToken(sha256('own'), ClientId('other'), [
      event('token.revoked', { clientId: ClientId('other') }),
    ]),
  revokeFamily: (store, { clerk }) =>
    store.revokeFamily(clerk.first.family.id, now, [clerk.row('token.revoked')]),
  createPersonalToken: (store) =>
    store.createPersonalToken(personalToken(), [event('personal_token.created')]),
  revokePersonalToken: (store) =>
    store.revokePersonalToken({
      ...{ id: 'tok_seed', userId: ANN, tenantId: ORG_A, now },
      audit: [event('personal_token.revoked')],
    }),
  touchPersonalToken: (store, { clock }) => store.touchPersonalToken('tok_seed', clock.now),
  record: (store) => store.record([event('api.called')]),
  recordOnce: (store) =>
    store.recordOnce({ key: newSecret(), expiresAt: now, events: [event('api.called')] }),
  // It was written when the world began.
  seedOnce: (store) =>
    store.seedOnce({
      ...{ tenants: [], users: [], memberships: [], customRoles: [], clients: [] },
      ...{ personalTokens: [], initialAccessTokens: [] },
    }),
  endTokensOfGrant: (store, { ann }) => store.endTokensOfGrant(ann.begun.grantId),
  endTokensOfClient: (store) => store.endTokensOfClient(ClientId('other'), now),
  forgetPassword: (store) => store.forgetPassword(ANN),
  limitSecrets: (store) => store.limitSecrets(ClientId('platform'), now + HOUR),
  endEverything: (store) => store.endEverything(now),
  recordRestore: (store) => store.recordRestore(event('backup.restored')),
} satisfies Record<Changing, (store: Store, world: World) => Promise<unknown>>;

async function openDevice(store: Store): Promise<void> {
  await store.openDeviceRequest(
    {
      ...{ hash: sha256('device'), userCodeHash: sha256('user code'), clientId: ClientId('platform') },
      ...{ scopes: ['admin'], audience: [], authorizationDetails: [], mode: 'live', status: 'pending' },
      ...{ userId: null, tenantId: null, grantId: null, grantVersion: null, selection: null },
      ...{ authenticatedAt: null, createdAt: NOW, expiresAt: NOW + HOUR, polledAt: null, interval: SECOND },
    },
    [event('device.requested')],
  );
}

function deviceConsent(ann: Connection) {
  return consent({
    scopes: ['admin'],
    now,
    audit: { allowed: [ann.row('authorization.granted')], held: [] },
  });
}
