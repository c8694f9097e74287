import { sha256 } from '../../src/lib/compare.ts';
import type { Store } from '../../src/store/store.ts';
import { event, NOW } from '../store/fixtures.ts';
import { FAR, type Thing } from './thing.ts';

type Who = Parameters<Thing['works']>[1];

const hashOf = ({ name }: Who) => sha256(`invitation of ${name}`);
const judgedOf = async (store: Store, { tenantId, userId }: Who) => ({
  by: { userId, role: 'owner' },
  made: await store.customRoles(tenantId),
});

async function invite(store: Store, who: Who): Promise<void> {
  const { tenantId, userId, name } = who;
  await store.invite({
    invitation: {
      ...{ id: `inv_${name}`, hash: hashOf(who), tenantId, email: `guest-${name}@x.example`, role: 'viewer' },
      ...{ invitedBy: userId, createdAt: NOW, expiresAt: FAR },
    },
    ...{ most: 99, judged: await judgedOf(store, who), mails: [], audit: [] },
  });
}

const works = async (store: Store, who: Who) => (await store.invitation(hashOf(who), NOW)) !== null;

/** Links in mails, and developers, of which the log can tell the end. */
export const LETTERS: Record<string, Thing> = {
  'invitation that was withdrawn': {
    make: invite,
    works,
    end: (store, { tenantId, name }) => {
      const id = `inv_${name}`;
      const detail = { invitation: id };
      return store.withdrawInvitation({
        ...{ id, tenantId },
        audit: [event('invitation.withdrawn', { tenantId, detail })],
      });
    },
  },
  'invitation that was sent again': {
    make: invite,
    works,
    end: async (store, who) => {
      const [id, { tenantId, userId }] = [`inv_${who.name}`, who];
      return store.renewInvitation({
        ...{ id, tenantId, hash: sha256(`again ${id}`), invitedBy: userId, expiresAt: FAR, mails: [] },
        judged: await judgedOf(store, who),
        audit: [event('invitation.sent', { tenantId, detail: { invitation: id, again: true } })],
      });
    },
  },
  'developer who was refused': {
    make: (store, { userId }) =>
      store.addDeveloper({
        developer: {
          ...{ userId, state: 'approved', purpose: null, reason: null, createdAt: NOW, decidedAt: null },
        },
        ...{ mails: [], audit: [] },
      }),
    works: async (store, { userId }) => (await store.developer(userId))?.state === 'approved',
    end: (store, { userId }) =>
      store.decideDeveloper({
        ...{ userId, from: 'approved', to: 'refused', reason: null, now: NOW, mails: [] },
        audit: [event('developer.refused', { userId })],
      }),
  },
};
