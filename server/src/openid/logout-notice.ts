import type { Api } from '../api.ts';
import { fetchPublic } from '../http/outbound.ts';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import type { Client, LogoutNotice } from '../model/index.ts';
import { signJwt } from '../tokens/jwt.ts';
import { subjectFor } from '../tokens/subject.ts';
import { idTokenKey } from './id-token.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Back-Channel Logout section 2.4 recommends two minutes at most. */
const TOKEN_SECONDS = 120;
/** The pause after each failed attempt. After the last one the notice is given up. */
const PAUSES = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR];
/** The limit for name look-up, connection and answer together. */
const TIMEOUT = 5 * SECOND;
/** Longer than sending takes, so that no other process sends the same notice meanwhile. */
const TAKEN_FOR = 4 * TIMEOUT;
const AT_ONCE = 10;
const BETWEEN_LOOKS = SECOND;

/**
 * Sends all due notices once. Returns their number. A failure does not delay the user's sign-out: the notice
 * is retried for about an hour and then given up.
 */
export async function sendLogoutNotices(api: Api): Promise<number> {
  const now = api.clock.now();
  const taken = await api.store.takeLogoutNotices({ now, until: now + TAKEN_FOR, limit: AT_ONCE });
  await Promise.all(taken.map((notice) => deliver(api, notice)));
  return taken.length;
}

/** Sends notices as they fall due. Returns a function that stops it. */
export function startLogoutSender(api: Api): () => Promise<void> {
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const schedule = () => {
    timer = setTimeout(() => {
      round = sendLogoutNotices(api)
        .then(
          () => undefined,
          (error: Error) => api.log.error({ error: error.message }, 'logout notices could not be sent'),
        )
        .then(() => (stopped ? undefined : schedule()));
    }, BETWEEN_LOOKS).unref();
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await round;
  };
}

async function deliver(api: Api, notice: LogoutNotice): Promise<void> {
  const client = (await api.store.client(notice.clientId, api.clock.now()))?.client;
  const address = client?.settings.backchannelLogoutUri;
  if (!client || address === undefined) return api.store.finishLogoutNotice(notice, null);
  const token = logoutToken(api, client, notice);
  const answer = await fetchPublic(address, {
    accept: [],
    maxBytes: 64 * 1024,
    timeoutMs: TIMEOUT,
    // A client may be another process on this machine only where nothing uses TLS.
    allowLoopback: !api.address.secure,
    post: { type: 'application/x-www-form-urlencoded', body: `logout_token=${token}` },
  });
  if (answer.ok) return api.store.finishLogoutNotice(notice, null);
  const pause = PAUSES[notice.attempts - 1];
  api.log.warn(
    { client: client.id, problem: answer.problem, attempt: notice.attempts, again: pause !== undefined },
    'a client could not be told that its user signed out',
  );
  return api.store.finishLogoutNotice(notice, pause === undefined ? null : api.clock.now() + pause);
}

/**
 * Back-Channel Logout section 2.4: "A nonce Claim MUST NOT be present", so that it cannot pass for an ID
 * token.
 */
function logoutToken(api: Api, client: Client, { id, userId, sessionId }: LogoutNotice): string {
  const iat = Math.floor(api.clock.now() / SECOND);
  return signJwt(idTokenKey(api, client), 'logout+jwt', {
    iss: api.address.issuer,
    sub: subjectFor(api.keys, client, userId),
    aud: client.id,
    iat,
    exp: iat + TOKEN_SECONDS,
    jti: id,
    sid: sessionId,
    events: { [EVENT]: {} },
  });
}
