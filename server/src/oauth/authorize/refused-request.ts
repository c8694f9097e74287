import type { Api } from '../../api.ts';
import type { Client } from '../../model/index.ts';
import type { ResponseTarget } from '../../rules/request/authorization-response.ts';
import type { RedirectProblem } from '../../rules/request/redirect-uri.ts';
import { type OAuthProblem, onTheWire } from '../errors/problem.ts';
import type { WireError } from '../errors/wire.ts';
import { type AuthorizationResponse, errorResponse } from './authorization-response.ts';

/**
 * `page`: the user is told and the browser must not be redirected, because the address may not be the
 * client's. `redirect` and `form`: the client is told, in the requested mode.
 */
export type AuthorizationProblem =
  | { show: 'page'; status: number; code: string; title: string; detail: string }
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

export const UNKNOWN_CLIENT: AuthorizationProblem = {
  show: 'page',
  status: 400,
  code: 'unknown_client',
  title: 'This application is not known here',
  detail:
    'The link names an application that is not registered, or no longer. Ask whoever gave you the link.',
};

/** The user cannot mend it, and the client learns it from the token endpoint. */
export function stoppedClient({ name }: Client): AuthorizationProblem {
  return {
    show: 'page',
    status: 400,
    code: 'client_stopped',
    title: `${name} cannot be connected now`,
    detail: `The people behind this API have suspended ${name}, or have not approved it yet. Nothing was shared. Tell the makers of ${name}.`,
  };
}

/** The link shows the client's address, so only the fault has to be described. */
export function unusableDocument(problem: string): AuthorizationProblem {
  return {
    show: 'page',
    status: 400,
    code: 'client_document_unusable',
    title: 'This application cannot be recognised',
    detail: `The link names an application by the address of its description (client_id), which cannot be used: ${problem} Tell the makers of the application.`,
  };
}

export function page(detail: string, code: WireError = 'invalid_request'): AuthorizationProblem {
  return { show: 'page', status: 400, code, title: 'This link cannot be used', detail };
}

function redirectPage(client: Client, problem: RedirectProblem): AuthorizationProblem {
  return {
    show: 'page',
    status: 400,
    code: 'invalid_redirect_uri',
    title: `${client.name} cannot be connected by this link`,
    detail: `${REDIRECT_DETAILS[problem]} Nothing was shared. Tell the makers of ${client.name}.`,
  };
}

const REDIRECT_DETAILS: Record<RedirectProblem, string> = {
  no_redirect_uri_registered: 'The application has not registered an address to return to.',
  redirect_uri_ambiguous:
    'The application has registered several addresses to return to, and the link (redirect_uri) names none.',
  redirect_uri_unregistered:
    'The address to return to (redirect_uri) is not one that the application has registered, character for character.',
};
