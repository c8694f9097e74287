import type { Clock } from '../lib/clock.ts';
import { anomalyStore } from './anomalies/store.ts';
import { auditStore, newestRowId } from './audit/store.ts';
import { auditWriter } from './audit/writer.ts';
import type { ChangeWatch } from './changes/store.ts';
import { clientStore } from './clients/store.ts';
import { codeStore } from './codes/store.ts';
import { connectedAccountStore } from './connected-accounts/store.ts';
import { accountWriter } from './connected-accounts/writer.ts';
import { developerStore } from './developers/store.ts';
import { deviceStore } from './devices/store.ts';
import { directoryStore } from './directory/store.ts';
import { expiryWalk } from './expiry/walk.ts';
import { factorStore } from './factors/store.ts';
import { consentWriter } from './grants/consent.ts';
import { grantStore } from './grants/store.ts';
import { idempotentAnswerStore } from './idempotent-answers/store.ts';
import { invitationStore } from './invitations/store.ts';
import { leaseStore } from './leases/store.ts';
import { limitStore } from './limits/store.ts';
import { logoutNoticeStore } from './logout-notices/store.ts';
import { mailedLinkStore } from './mailed-links/store.ts';
import { mailStore, mailWriter } from './mails/store.ts';
import { managementTokenStore } from './management-tokens/store.ts';
import { memberStore } from './members/store.ts';
import { milestoneStore } from './milestones/store.ts';
import type { MonthStore } from './months/verbs.ts';
import { nodeStore } from './nodes/store.ts';
import { requestWriter } from './one-time/requests.ts';
import { oneTimeStore } from './one-time/store.ts';
import { operatorStore } from './operators/store.ts';
import { outsideAccountStore } from './outside-accounts/store.ts';
import { personalTokenStore } from './personal-tokens/store.ts';
import { preferenceStore } from './preferences/store.ts';
import { restoringStore } from './restoring/store.ts';
import { sealedKeyStore } from './sealed-keys/store.ts';
import { sealStore } from './seals/store.ts';
import { seedStore } from './seed/store.ts';
import { sessionStore } from './sessions/store.ts';
import { signInChallengeStore } from './sign-in-challenges/store.ts';
import type { Store } from './store.ts';
import { tenantProviderStore } from './tenant-providers/store.ts';
import { tenantStore } from './tenants/store.ts';
import { tokenStore } from './tokens/store.ts';
import { tokenWriter } from './tokens/writer.ts';
import type { Database, Steps, Transactions } from './transactions.ts';
import { usageStore } from './usage/store.ts';
import { passwordWriter } from './users/password-writer.ts';
import { userStore } from './users/store.ts';
import { deliveryWriter, tellingEndpoints } from './webhooks/outbox.ts';
import { webhookStore } from './webhooks/store.ts';

/** The verbs that each database has in its own way. */
export type OwnVerbs =
  | 'addedToSchema'
  | 'outside'
  | 'missesNothing'
  | 'push'
  | 'health'
  | 'condition'
  | 'close'
  | keyof MonthStore;

export interface OwnParts {
  clock: Clock;
  changes: ChangeWatch;
  /** Returns the id up to which no row can be added to the log any more; that of the newest, where ids follow the commits. */
  settled?: () => Promise<number>;
  /** Resolves when the counters have all rows that were written by then, where they follow them. */
  counted?: () => Promise<void>;
  /** Ran after rows came into the log with ids of their own, where the next id does not follow from the greatest. */
  numbersGiven?: () => Steps<unknown>;
}

/** Every verb that is the same on each database. `tx` calls `changes` after its commits. */
export function storeOf(
  db: Database,
  tx: Transactions,
  { clock, changes, settled = newestRowId(db, tx), counted = async () => {}, numbersGiven }: OwnParts,
): Omit<Store, OwnVerbs> {
  const webhooks = deliveryWriter(db);
  const writeAudit = tellingEndpoints(db, auditWriter(db), webhooks);
  const writeMails = mailWriter(db);
  const setPassword = passwordWriter(db, writeAudit, writeMails);
  const tokens = tokenWriter(db);
  const accounts = accountWriter(db);
  const consents = consentWriter(db, accounts);
  const requests = requestWriter(db);
  return {
    ...tenantStore(db, tx, writeAudit),
    ...userStore(db, tx, writeAudit, setPassword),
    ...invitationStore(db, tx, writeAudit, writeMails),
    ...mailedLinkStore(db, tx, { writeAudit, writeMails, setPassword }),
    ...memberStore(db, tx, writeAudit),
    ...outsideAccountStore(db, tx, writeAudit),
    ...signInChallengeStore(db, tx, writeAudit),
    ...preferenceStore(db, tx),
    ...tenantProviderStore(db, tx, writeAudit),
    ...sessionStore(db, tx, writeAudit),
    ...factorStore(db, tx, writeAudit),
    ...clientStore(db, tx, writeAudit, writeMails),
    ...grantStore(db, tx, writeAudit, consents, accounts),
    ...connectedAccountStore(db, tx, writeAudit, tokens, consents, accounts, clock),
    ...codeStore(db, tx, writeAudit, tokens, consents, requests),
    ...tokenStore(db, tx, writeAudit, tokens, clock),
    ...deviceStore(db, tx, writeAudit, tokens, consents),
    ...personalTokenStore(db, tx, writeAudit),
    ...managementTokenStore(db, tx, writeAudit),
    ...idempotentAnswerStore(db, tx),
    ...directoryStore(db, tx, writeAudit),
    ...operatorStore(db, tx, writeAudit),
    ...developerStore(db, tx, writeAudit, writeMails),
    ...oneTimeStore(db, tx, writeAudit, requests),
    ...logoutNoticeStore(db, tx),
    ...sealedKeyStore(db, tx, writeAudit),
    ...restoringStore(db, tx, writeAudit, numbersGiven),
    ...limitStore(db, tx),
    ...leaseStore(db, tx),
    ...nodeStore(db, tx),
    ...auditStore(db, tx, writeAudit),
    ...changes.store(db, tx, settled),
    ...usageStore(db, tx, counted),
    ...anomalyStore(db, tx, { writeAudit, writeMails, counted }),
    ...mailStore(db, tx, writeAudit),
    ...sealStore(db, tx, writeAudit, settled),
    ...webhookStore(db, tx, writeAudit, webhooks),
    ...seedStore(db, tx, clock),
    ...milestoneStore(db, tx),
    expire: expiryWalk(db, tx),
  };
}
