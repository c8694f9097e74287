import assert from 'node:assert/strict';
import type { Api } from '../../../src/api.ts';
import type { ApiDefinition } from '../../../src/config/index.ts';
import type { Inbound } from '../../../src/http/inbound.ts';
import type { Result } from '../../../src/lib/result.ts';
import {
  type AnswerProblem,
  acceptConsent,
  acceptSignIn,
  refuseChallenge,
} from '../../../src/manage/sign-in-challenges/answer.ts';
import {
  type OpenChallenge,
  openChallenge,
  readChallenge,
} from '../../../src/manage/sign-in-challenges/read.ts';
import { acceptedConsent, acceptedSignIn } from '../../../src/manage/sign-in-challenges/shapes.ts';
import { inEnglish } from '../../../src/words/sentence.ts';
import type { Page } from '../../pages/visitor.ts';

export const HANDED_OVER: Partial<ApiDefinition> = {
  signInBy: {
    handOver: {
      signInUrl: 'https://app.example/sign-in',
      consentUrl: 'https://app.example/consent?from=latchkey',
    },
  },
};

const REQUEST = { ip: '192.0.2.7', requestId: 'req_app' } as Inbound;

/** The API owner's application, which asks the functions behind the management API. */
export function applicationOf(api: Api) {
  async function open(challenge: string): Promise<OpenChallenge> {
    const found = await openChallenge(api, challenge);
    assert.ok(found, 'no such challenge');
    return found;
  }
  const answering = async (challenge: string) => ({
    ...{ api, request: REQUEST, by: 'mtk_app' },
    challenge: await open(challenge),
  });
  return {
    read: async (challenge: string) => readChallenge(api, await open(challenge)),
    accept: async (challenge: string, person: Record<string, unknown> = {}) =>
      acceptSignIn(
        await answering(challenge),
        acceptedSignIn.parse({ subject: '4711', name: 'Ada', email: 'ada@app.example', ...person }),
      ),
    allow: async (challenge: string, given: Record<string, unknown> = {}) =>
      acceptConsent(await answering(challenge), acceptedConsent.parse(given)),
    refuse: async (challenge: string, reason?: string) =>
      refuseChallenge(await answering(challenge), reason === undefined ? {} : { reason }),
  };
}

/** The challenge with which a browser was sent to the application. */
export function challengeIn(page: Page): string {
  assert.equal(page.status, 303, page.text);
  const url = new URL(page.location ?? '');
  assert.equal(url.host, 'app.example');
  return url.searchParams.get('challenge') ?? '';
}

/** Where the application sends the browser back to, as a path. */
export function backTo(answer: Result<string, AnswerProblem>): string {
  assert.ok(answer.ok, answer.ok ? '' : inEnglish(answer.problem.detail));
  const { pathname, search } = new URL(answer.value);
  return pathname + search;
}
