import type { Api } from '../api.ts';
import type { Inbound, Route } from '../http/inbound.ts';
import { languageOf } from '../http/language.ts';
import { hasToken } from '../lib/secrets-in-text.ts';
import { spoken } from '../mail/in-language-of.ts';
import type { Preferences } from '../model/index.ts';
import { LANGUAGE, ownTarget } from '../signin/own-notes.ts';
import { readPreference } from '../signin/preference.ts';
import { localPath } from '../signin/return-to.ts';
import { readSession } from '../signin/session.ts';
import { type Figures, figuresIn } from '../words/figures.ts';
import { isLanguage, type Language, languageAmong, pageLanguages } from '../words/language.ts';
import type { Words } from '../words/words.ts';
import { isTimeZone, zoneToday } from '../words/zone.ts';

/** An API as one page speaks of it, to the person who asked for the page. */
export interface PageApi extends Api {
  readonly language: Language;
  /** Our own texts in that language. */
  readonly words: Words;
  /** Numbers in that language, and moments in the reader's time zone. */
  readonly figures: Figures;
  /** Whether the person or the browser said which time zone is theirs. */
  readonly zoneKnown: boolean;
  /** The address of the page, to come back to it in another language; `null` if it answers a posted form. */
  readonly at: string | null;
}

/**
 * Returns the API for one page, in the language that was chosen in this address, else the one that the client asked for
 * (`ui_locales`, OpenID Connect Core section 3.1.2.1), else the one that the person chose before, else this browser, else by
 * `Accept-Language`. Moments are in the time zone that the person chose, else the browser's, else the API's.
 *
 * @param person of somebody who is signed in
 * @param target an address of ours whose parameters count instead of the request's, where the person is on the way there
 */
export function spokenTo(
  api: Api,
  request: Inbound,
  target?: string,
  person: Preferences | null = null,
): PageApi {
  const own = person?.language ?? readPreference(api.address, request, 'language');
  const language = languageFor(pageLanguages(api.config), request, target, own);
  const at = request.method === 'POST' ? null : localPath(ownTarget(request, ['done']));
  // An address with a token in it is not written into a page.
  const zone = person?.timeZone ?? readPreference(api.address, request, 'zone');
  const isKnown = zone !== null && isTimeZone(zone);
  return {
    ...spokenIn(api, language, at === null || hasToken(decoded(at)) ? null : at),
    figures: figuresIn(language, isKnown ? zoneToday(zone) : api.config.timeZone),
    zoneKnown: isKnown,
  };
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Returns the API for a page in a certain language. */
export function spokenIn(api: Api, language: Language, at: string | null = null): PageApi {
  return {
    ...spoken(api, language),
    zoneKnown: false,
    at,
  };
}

/** Returns a handler for the route table. */
export function speaking(
  api: Api,
  handle: (api: PageApi, request: Inbound, parameters: Record<string, string>) => ReturnType<Route['handle']>,
): Route['handle'] {
  return async (request, parameters) => handle(await spokenToVisitor(api, request), request, parameters);
}

/** Returns the API for one page, as whoever is signed in there wants it. */
export async function spokenToVisitor(api: Api, request: Inbound): Promise<PageApi> {
  const visitor = await readSession(api, request);
  const person = visitor && (await api.store.preferencesOf(visitor.user.id));
  return spokenTo(api, request, undefined, person);
}

function languageFor(
  offered: Language[],
  request: Inbound,
  target: string | undefined,
  before: string | null,
): Language {
  const own = new URLSearchParams(request.query);
  const next = target ?? own.get('return_to');
  const parameters = next == null ? own : new URLSearchParams(next.split('?')[1]);
  const chosen = [parameters.get(LANGUAGE), ...(parameters.get('ui_locales') ?? '').split(' ')];
  const named = languageAmong(offered, [...chosen, before]);
  if (named) return named;
  const best = languageOf(offered, request.headers['accept-language']);
  return isLanguage(best) ? best : 'en';
}
