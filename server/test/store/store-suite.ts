import { afterEach, beforeEach, describe } from 'node:test';
import { anomalyCases } from './cases/anomalies.ts';
import { auditCases } from './cases/audit.ts';
import { changeCases } from './cases/changes.ts';
import { clientCases } from './cases/clients.ts';
import { codeCases } from './cases/codes.ts';
import { developerCases } from './cases/developers.ts';
import { deviceCases } from './cases/devices.ts';
import { expiryCases } from './cases/expiry.ts';
import { factorCases } from './cases/factors.ts';
import { grantEndCases } from './cases/grant-ends.ts';
import { grantCases } from './cases/grants.ts';
import { holdCases } from './cases/holds.ts';
import { invitationCases } from './cases/invitations.ts';
import { jointCases } from './cases/joint.ts';
import { judgedRoleCases } from './cases/judged-roles.ts';
import { keptRefreshCases } from './cases/kept-refresh.ts';
import { leaseCases } from './cases/leases.ts';
import { leavingCases } from './cases/leaving.ts';
import { limitCases } from './cases/limits.ts';
import { mailedLinkCases } from './cases/mailed-links.ts';
import { mailCases } from './cases/mails.ts';
import { managementCases } from './cases/management.ts';
import { nodeCases } from './cases/nodes.ts';
import { oneByOneCases } from './cases/one-by-one.ts';
import { outsideAccountCases } from './cases/outside-accounts.ts';
import { peopleCases } from './cases/people.ts';
import { preferenceCases } from './cases/preferences.ts';
import { pushedRequestCases } from './cases/pushed-requests.ts';
import { raceCases } from './cases/races.ts';
import { refreshCases } from './cases/refresh.ts';
import { registrationTokenCases } from './cases/registration-tokens.ts';
import { restoringCases } from './cases/restoring.ts';
import { sealCases } from './cases/seals.ts';
import { secretCases } from './cases/secrets.ts';
import { signInChallengeCases } from './cases/sign-in-challenges.ts';
import { tenantProviderCases } from './cases/tenant-providers.ts';
import { tokenCases } from './cases/tokens.ts';
import { unusedClientCases } from './cases/unused-clients.ts';
import { usageCases } from './cases/usage.ts';
import { webhookCases } from './cases/webhooks.ts';
import { type Current, NOW, type Open, seed } from './fixtures.ts';

/** Everything a store must do, whichever database is behind it. */
export function storeSuite(name: string, open: Open): void {
  describe(`empty store on ${name}`, () => oneByOneCases(open));
  describe(`store on ${name}`, () => {
    let opened: Awaited<ReturnType<Open>> | undefined;
    const current: Current = () => {
      if (!opened) throw new Error('No case is running.');
      return opened.store;
    };

    beforeEach(async () => {
      opened = await open({ now: () => NOW });
      await opened.store.seedOnce(seed());
    });
    afterEach(async () => {
      await opened?.remove();
      opened = undefined;
    });

    outsideAccountCases(current);
    signInChallengeCases(current);
    preferenceCases(current);
    tenantProviderCases(current);
    peopleCases(current);
    factorCases(current);
    judgedRoleCases(current);
    leavingCases(current);
    webhookCases(current);
    mailCases(current);
    managementCases(current);
    developerCases(current);
    mailedLinkCases(current);
    invitationCases(current);
    clientCases(current);
    unusedClientCases(current);
    grantCases(current);
    grantEndCases(current);
    holdCases(current);
    jointCases(current);
    codeCases(current);
    refreshCases(current);
    keptRefreshCases(current);
    tokenCases(current);
    pushedRequestCases(current);
    registrationTokenCases(current);
    deviceCases(current);
    secretCases(current);
    leaseCases(current);
    nodeCases(current);
    limitCases(current);
    auditCases(current, { notes: name === 'SQLite' });
    changeCases(current);
    sealCases(current);
    expiryCases(current);
    restoringCases(current);
    usageCases(current);
    anomalyCases(current);
    raceCases(current);
  });
}
