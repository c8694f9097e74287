import { isCurrent, lifeOf } from '../../lib/clock.ts';
import type { DeviceRequest } from '../../model/index.ts';
import { decisionProblem, deviceOutcome } from '../../rules/token/device.ts';
import type { WriteAudit } from '../audit/writer.ts';
import type { ConsentWriter } from '../grants/consent.ts';
import { grants } from '../grants/rows.ts';
import type { TokenWriter } from '../tokens/writer.ts';
import type { Database, Transactions } from '../transactions.ts';
import { deviceRequests } from './rows.ts';
import * as sql from './statements.ts';
import type { DeviceStore } from './verbs.ts';

/** The extension of the interval if a device polls too often, in milliseconds (RFC 8628 section 3.5). */
const SLOW_DOWN = 5_000;

export function deviceStore(
  db: Database,
  tx: Transactions,
  writeAudit: WriteAudit,
  tokens: TokenWriter,
  consents: ConsentWriter,
): DeviceStore {
  const insert = db.run(sql.insertDevice);
  const removeExpiredUserCode = db.run(sql.removeExpiredUserCode);
  const byHash = db.one(sql.deviceByHash, deviceRequests.read);
  const byUserCode = db.one(sql.deviceByUserCode, deviceRequests.read);
  const grantOf = db.one(sql.grantOfDevice, grants.read);
  const update = db.run(sql.updateDevice);
  const alter = (request: DeviceRequest) => update(sql.alterable(request));

  return {
    openDeviceRequest: (request, audit) =>
      tx.write(function* () {
        yield* removeExpiredUserCode({ userCodeHash: request.userCodeHash, now: request.createdAt });
        if ((yield* insert(deviceRequests.parameters(request))) === 0) return 'exists';
        yield* writeAudit(audit);
        return 'opened';
      }),

    deviceRequest: (hash) => tx.read(() => byHash({ hash })),
    async deviceRequestByUserCode(userCodeHash, now) {
      const found = await tx.read(() => byUserCode({ userCodeHash, now }));
      return found && isCurrent(lifeOf(found), now) ? found : null;
    },

    allowDevice: (consent) =>
      tx.write(function* () {
        const request = yield* byHash({ hash: consent.deviceHash });
        const problem = decisionProblem(request, consent.now);
        if (!request || problem) return problem ?? 'unknown';
        const { grant, taken, audit } = yield* consents.record(consent);
        yield* writeAudit(audit);
        if (!taken) return 'held';
        yield* alter({
          ...request,
          status: 'allowed',
          scopes: consent.scopes,
          userId: consent.userId,
          tenantId: consent.tenantId,
          grantId: grant.id,
          grantVersion: grant.version,
          selection: grant.selection,
          authenticatedAt: consent.authenticatedAt,
        });
        return 'allowed';
      }),

    denyDevice: ({ hash, now, audit }) =>
      tx.write(function* () {
        const request = yield* byHash({ hash });
        const problem = decisionProblem(request, now);
        if (!request || problem) return problem ?? 'unknown';
        yield* alter({ ...request, status: 'denied' });
        yield* writeAudit(audit);
        return 'denied';
      }),

    redeemDevice: ({ hash, clientId, now, minted, audit }) =>
      tx.write(function* () {
        const request = yield* byHash({ hash });
        if (!request || request.clientId !== clientId) return 'unknown';
        const grant = request.grantId === null ? null : yield* grantOf({ grantId: request.grantId });
        const outcome = deviceOutcome(request, grant, now);
        switch (outcome) {
          case 'redeemed':
            if (!minted) return 'pending';
            yield* tokens.beginFamily(minted.family, minted.access, minted.refresh);
            yield* writeAudit(audit);
            yield* alter({ ...request, status: 'redeemed' });
            break;
          case 'slow_down':
            yield* alter({ ...request, polledAt: now, interval: request.interval + SLOW_DOWN });
            break;
          case 'pending':
            yield* alter({ ...request, polledAt: now });
            break;
        }
        return outcome;
      }),
  };
}
