import { type Answer, seeOther } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { LANGUAGE, withoutNotes } from '../signin/own-notes.ts';
import { keepPreference } from '../signin/preference.ts';
import { localPath } from '../signin/return-to.ts';
import { fromOwnPage } from '../signin/same-origin.ts';
import { readSession } from '../signin/session.ts';
import { pageLanguages } from '../words/language.ts';
import { unreadableForm } from './message.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';

/**
 * `POST /language`: keeps the chosen language in the browser, and for somebody who is signed in, and returns to the page. An authorization request may name a
 * language of its own, so the address of one says that the person chose another.
 */
export async function chooseLanguage(api: PageApi, request: Inbound): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const returnTo = localPath(form.value.get('return_to')) ?? '/account';
  const language = pageLanguages(api.config).find((each) => each === form.value.get('language'));
  if (language === undefined || !fromOwnPage(api, request)) return seeOther(returnTo);
  const visitor = await readSession(api, request);
  if (visitor) await api.store.setPreferences({ userId: visitor.user.id, language });
  const [path = '', query = ''] = returnTo.split('?');
  const named = /(^|&)(ui_locales|request|request_uri)=/.test(query);
  const target = named ? `${path}?${withoutNotes(query, [LANGUAGE])}&${LANGUAGE}=${language}` : returnTo;
  return seeOther(target, { 'set-cookie': keepPreference(api.address, 'language', language) });
}
