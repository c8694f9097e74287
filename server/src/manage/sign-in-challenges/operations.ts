import type { Result } from '../../lib/result.ts';
import { sentence } from '../../words/sentence.ts';
import {
  type ManageAnswer,
  type ManageCall,
  type ManageProblem,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { type AnswerProblem, acceptConsent, acceptSignIn, refuseChallenge } from './answer.ts';
import { type OpenChallenge, openChallenge, readChallenge } from './read.ts';
import { acceptedConsent, acceptedSignIn, goOn, refusedChallenge, shownChallenge } from './shapes.ts';

const PLACE = '/sign-in-challenges/{challenge}';
const PARAMETERS = { challenge: 'The value of `challenge` in the address of your page.' };

const NEEDS_A_TOKEN = {
  needs_a_token: [403, 'only a program may decide for others, with a management token.'],
} as const;
const ANSWERED = {
  ...NEEDS_A_TOKEN,
  challenge_not_open: [409, 'another answer came first, or the challenge has just expired.'],
} as const;
const WRONG_PURPOSE = {
  wrong_purpose: [409, 'a consent was answered as a sign-in, or the reverse.'],
} as const;

export const signInChallengeOperations = [
  operation({
    id: 'getSignInChallenge',
    method: 'GET',
    path: PLACE,
    noun: 'sign-in',
    whom: 'operator',
    summary: 'Read a sign-in or consent that your application decides',
    description: 'A challenge that was answered, or is older than ten minutes, does not exist any more.',
    parameters: PARAMETERS,
    answer: { status: 200, schema: shownChallenge },
    problems: NEEDS_A_TOKEN,
    handle: (call) =>
      withChallenge(call, async (challenge) => ({
        status: 200,
        body: await readChallenge(call.api, challenge),
      })),
  }),
  operation({
    id: 'acceptSignIn',
    method: 'POST',
    path: `${PLACE}/accept`,
    noun: 'sign-in',
    whom: 'operator',
    summary: 'Say who the person is',
    description: 'Send the browser to `redirectTo`. Only the browser that began can use it, once.',
    parameters: PARAMETERS,
    body: acceptedSignIn,
    answer: { status: 200, schema: goOn },
    problems: {
      ...ANSWERED,
      ...WRONG_PURPOSE,
      sign_in_too_old: [422, 'the client asks for a newer sign-in.'],
      tenant_unknown: [422, 'a place names a tenant that is not there.'],
      role_unknown: [422, 'a place names a role that is not there.'],
      tenant_twice: [422, 'a tenant stands twice.'],
    },
    handle: (call) =>
      withChallenge(call, async (challenge) =>
        answered(await acceptSignIn({ ...by(call), challenge }, call.body)),
      ),
  }),
  operation({
    id: 'acceptConsent',
    method: 'POST',
    path: `${PLACE}/accept-consent`,
    noun: 'sign-in',
    whom: 'operator',
    summary: 'Say that the person allows what the client asks for',
    description: 'The consent is for the scopes of the challenge. Send the browser to `redirectTo`.',
    parameters: PARAMETERS,
    body: acceptedConsent,
    answer: { status: 200, schema: goOn },
    problems: {
      ...ANSWERED,
      ...WRONG_PURPOSE,
      tenant_unknown: [422, 'the tenant is not on offer.'],
      scope_not_optional: [422, 'a scope is not among the optional ones.'],
      expiry_not_offered: [422, 'the end is not on offer.'],
      resources_needed: [422, 'a scope lets the person select resources, and none is named.'],
      resource_unknown: [422, 'a resource is not on offer.'],
    },
    handle: (call) =>
      withChallenge(call, async (challenge) =>
        answered(await acceptConsent({ ...by(call), challenge }, call.body)),
      ),
  }),
  operation({
    id: 'refuseSignInChallenge',
    method: 'POST',
    path: `${PLACE}/refuse`,
    noun: 'sign-in',
    whom: 'operator',
    summary: 'Refuse a sign-in or a consent',
    description: 'The client learns that the person did not allow it. Send the browser to `redirectTo`.',
    parameters: PARAMETERS,
    body: refusedChallenge,
    answer: { status: 200, schema: goOn },
    problems: ANSWERED,
    handle: (call) =>
      withChallenge(call, async (challenge) =>
        answered(await refuseChallenge({ ...by(call), challenge }, call.body)),
      ),
  }),
];

/** A person who could answer for others would sign in as them, so even an operator may not. */
async function withChallenge(
  { api, path, actor }: ManageCall,
  handle: (challenge: OpenChallenge) => Promise<ManageAnswer>,
): Promise<ManageAnswer> {
  if (actor.caller.kind !== 'token') {
    return refuse(403, 'needs_a_token', sentence('needsAToken'));
  }
  const challenge = await openChallenge(api, path.challenge ?? '');
  return challenge ? handle(challenge) : unknown('challenge');
}

function by({ api, request, actor }: ManageCall) {
  return { api, request, by: actor.by };
}

function answered(result: Result<string, AnswerProblem>): ManageAnswer | ManageProblem {
  if (result.ok) return { status: 200, body: { redirectTo: result.value } };
  const { code, detail } = result.problem;
  return refuse(code === 'challenge_not_open' || code === 'wrong_purpose' ? 409 : 422, code, detail);
}
