import { foundation } from './0001-foundation.ts';
import { completeAuthorizationServer } from './0002-complete-authorization-server.ts';
import { unusedRegistrations } from './0003-unused-registrations.ts';
import { registrationTokens } from './0004-registration-tokens.ts';
import { deviceDetails } from './0005-device-details.ts';
import { sealedLog } from './0006-sealed-log.ts';
import { grantAddresses } from './0007-grant-addresses.ts';
import { limitCounters } from './0008-limit-counters.ts';
import { removals } from './0009-removals.ts';
import { repeatedRefreshes } from './0010-repeated-refreshes.ts';
import { managerHolds } from './0011-manager-holds.ts';
import { leaving } from './0012-leaving.ts';
import { selections } from './0013-selections.ts';
import { listsByPage } from './0014-lists-by-page.ts';
import { connectionsOfAPlatform } from './0015-connections-of-a-platform.ts';
import { shownOnce } from './0016-shown-once.ts';
import { askedAccounts } from './0017-asked-accounts.ts';
import { jointAccounts } from './0018-joint-accounts.ts';
import { webhooks } from './0019-webhooks.ts';
import { usage } from './0020-usage.ts';
import { anomalies } from './0021-anomalies.ts';
import { limitNotices } from './0022-limit-notices.ts';
import { eventsOfAClient } from './0023-events-of-a-client.ts';
import { mails } from './0024-mails.ts';
import { usersByEmail } from './0025-users-by-email.ts';
import { usageByDay } from './0026-usage-by-day.ts';
import { alertMails } from './0027-alert-mails.ts';
import { leases } from './0028-leases.ts';
import { uncounted } from './0029-uncounted.ts';
import { management } from './0030-management.ts';
import { mailedLinks } from './0031-mailed-links.ts';
import { grantExpiry } from './0032-grant-expiry.ts';
import { outsideAccounts } from './0033-outside-accounts.ts';
import { factors } from './0034-factors.ts';
import { usersByName } from './0035-users-by-name.ts';
import { listsOfClients } from './0036-lists-of-clients.ts';
import { invitations } from './0037-invitations.ts';
import { directories } from './0038-directories.ts';
import { signInElsewhere } from './0039-sign-in-elsewhere.ts';
import { tenantProviders } from './0040-tenant-providers.ts';
import { nodes } from './0041-nodes.ts';
import { developers } from './0042-developers.ts';
import { clientLogos } from './0043-client-logos.ts';
import { preferences } from './0044-preferences.ts';
import { groupRoles } from './0045-group-roles.ts';
import { stretchesOfTheLog } from './0046-stretches-of-the-log.ts';
import { resourcesOfTokens } from './0047-resources-of-tokens.ts';
import { familiesOfCodes } from './0048-families-of-codes.ts';
import { valuesOfStretches } from './0049-values-of-stretches.ts';
import { listsOfOwners } from './0050-lists-of-owners.ts';
import { approvalMails } from './0051-approval-mails.ts';

/** One step of the schema. Forward only: a released step is never edited; a later one corrects it. */
export interface Migration {
  version: number;
  name: string;
  /** SQL that runs once, in one transaction with the record that it ran. */
  sql: string;
  /** The same for PostgreSQL, where `TEXT` and `INTEGER` are not all that differs. */
  postgres?: string;
}

/** In order, without gaps. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'foundation', sql: foundation },
  { version: 2, name: 'complete authorization server', sql: completeAuthorizationServer },
  { version: 3, name: 'unused registrations', sql: unusedRegistrations },
  { version: 4, name: 'registration tokens', sql: registrationTokens },
  { version: 5, name: 'device details', sql: deviceDetails },
  { version: 6, name: 'sealed log', sql: sealedLog },
  { version: 7, name: 'grant addresses', sql: grantAddresses },
  { version: 8, name: 'limit counters', sql: limitCounters },
  { version: 9, name: 'removals', sql: removals },
  { version: 10, name: 'repeated refreshes', sql: repeatedRefreshes },
  { version: 11, name: 'manager holds', sql: managerHolds },
  { version: 12, name: 'leaving', sql: leaving },
  { version: 13, name: 'selections', sql: selections },
  { version: 14, name: 'lists by page', sql: listsByPage },
  { version: 15, name: 'connections of a platform', sql: connectionsOfAPlatform },
  { version: 16, name: 'shown once', sql: shownOnce },
  { version: 17, name: 'asked accounts', sql: askedAccounts },
  { version: 18, name: 'joint accounts', sql: jointAccounts },
  { version: 19, name: 'webhooks', sql: webhooks },
  { version: 20, name: 'usage', sql: usage },
  { version: 21, name: 'anomalies', sql: anomalies },
  { version: 22, name: 'limit notices', sql: limitNotices },
  { version: 23, name: 'events of a client', sql: eventsOfAClient },
  { version: 24, name: 'mails', sql: mails },
  { version: 25, name: 'users by email', sql: usersByEmail },
  { version: 26, name: 'usage by day', sql: usageByDay },
  { version: 27, name: 'alert mails', sql: alertMails },
  { version: 28, name: 'leases', sql: leases },
  { version: 29, name: 'uncounted', sql: uncounted },
  { version: 30, name: 'management', sql: management },
  { version: 31, name: 'mailed links', sql: mailedLinks },
  { version: 32, name: 'grant expiry', sql: grantExpiry },
  { version: 33, name: 'outside accounts', sql: outsideAccounts },
  { version: 34, name: 'factors', sql: factors },
  { version: 35, name: 'users by name', sql: usersByName },
  { version: 36, name: 'lists of clients', sql: listsOfClients },
  { version: 37, name: 'invitations', sql: invitations },
  { version: 38, name: 'directories', sql: directories },
  { version: 39, name: 'sign-in elsewhere', sql: signInElsewhere },
  { version: 40, name: 'tenant providers', sql: tenantProviders },
  { version: 41, name: 'nodes', sql: nodes },
  { version: 42, name: 'developers', sql: developers },
  { version: 43, name: 'client logos', sql: clientLogos },
  { version: 44, name: 'preferences', sql: preferences },
  { version: 45, name: 'group roles', sql: groupRoles },
  { version: 46, name: 'stretches of the log', ...stretchesOfTheLog },
  { version: 47, name: 'resources of tokens', sql: resourcesOfTokens },
  { version: 48, name: 'families of codes', sql: familiesOfCodes },
  { version: 49, name: 'values of stretches', sql: valuesOfStretches },
  { version: 50, name: 'lists of owners', sql: listsOfOwners },
  { version: 51, name: 'approval mails', sql: approvalMails },
];
