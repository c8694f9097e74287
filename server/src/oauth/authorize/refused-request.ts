import type { Api } from '../../api.ts';
import type { Client } from '../../model/index.ts';
import type { UnusableLink } from '../../pages/message.ts';
import type { ResponseTarget } from '../../rules/request/authorization-response.ts';
import type { RedirectProblem } from '../../rules/request/redirect-uri.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import { type OAuthProblem, onTheWire } from '../errors/problem.ts';
import type { WireError } from '../errors/wire.ts';
import { type AuthorizationResponse, errorResponse } from './authorization-response.ts';

/**
 * `page`: the user is told and the browser must not be redirected, because the address may not be the
 * client's. `redirect` and `form`: the client is told, in the requested mode.
 */
export type AuthorizationProblem =
  | ({ show: 'page' } & UnusableLink)
  | (AuthorizationResponse & {
      /** The client. If it has not been verified, a user who is not signed in is shown a page first. */
      client: Client;
      error: WireError;
      description: string;
    });

/** A request that cannot be answered with a code. `target` is set once the client can be told. */
export interface RefusedRequest {
  problem: OAuthProblem;
  target: ResponseTarget | null;
}

/** Answers a refused request: to the client if that is possible, otherwise to the user. */
export function answerRefused(
  api: Api,
  client: Client,
  { problem, target }: RefusedRequest,
): AuthorizationProblem {
  const { error, description } = onTheWire(problem);
  const told = { error, description };
  if (target) return { ...errorResponse(api, target, told), client, ...told };
  switch (problem.reason) {
    case 'no_redirect_uri_registered':
    case 'redirect_uri_ambiguous':
    case 'redirect_uri_unregistered':
      return redirectPage(client, problem.reason);
    default:
      return page(description, error);
  }
}

export const UNKNOWN_CLIENT = linkProblem(
  'unknown_client',
  sentence('unknownApplication'),
  sentence('unknownApplicationText'),
);

/** The user cannot mend it, and the client learns it from the token endpoint. */
export function stoppedClient({ name }: Client): AuthorizationProblem {
  return linkProblem(
    'client_stopped',
    sentence('stoppedApplication', name),
    sentence('stoppedApplicationText', name),
  );
}

/** @param technical what is wrong with the document; the link shows its address */
export function unusableDocument(technical: string): AuthorizationProblem {
  return {
    ...linkProblem(
      'client_document_unusable',
      sentence('unreadableApplication'),
      sentence('unreadableApplicationText'),
    ),
    technical,
  };
}

export function unusableLink(detail: Sentence): AuthorizationProblem {
  return linkProblem('invalid_request', sentence('unusableLink'), detail);
}

/** @param technical the description that the client would be told */
export function page(technical: string, code: WireError = 'invalid_request'): AuthorizationProblem {
  return { ...linkProblem(code, sentence('unusableLink'), sentence('unusableLinkText')), technical };
}

function redirectPage({ name }: Client, problem: RedirectProblem): AuthorizationProblem {
  return linkProblem(
    'invalid_redirect_uri',
    sentence('notByThisLink', name),
    sentence(REDIRECT_DETAILS[problem], name),
  );
}

const REDIRECT_DETAILS = {
  no_redirect_uri_registered: 'noReturn',
  redirect_uri_ambiguous: 'severalReturns',
  redirect_uri_unregistered: 'otherReturn',
} as const satisfies Record<RedirectProblem, string>;

function linkProblem(code: string, title: Sentence, detail: Sentence) {
  return { show: 'page', status: 400, code, title, detail } as const;
}
