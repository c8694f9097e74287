import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { readSession } from '../../signin/session.ts';
import { html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { accountPage } from './frame.ts';
import { type Visit, visit, within } from './visit.ts';

/** Answers an address that leads nowhere: with the navigation for somebody who is signed in. */
export async function lostPage(api: PageApi, request: Inbound): Promise<Answer> {
  if (request.method !== 'GET' || !(await readSession(api, request))) return notFoundPage(api);
  return visit(api, request, async (found) => lostIn(api, found));
}

/**
 * Puts the navigation around an answer that a page does not exist. A form that was on screen is about something that has gone
 * since. Other answers stay as they are.
 */
export function withNavigation(api: PageApi, found: Visit, answer: Answer): Answer {
  return answer.status === 404 ? lostIn(api, found) : answer;
}

function lostIn(api: PageApi, found: Visit): Answer {
  const { notFound, gone } = api.words.messages;
  const { heading, text } = found.request.method === 'POST' ? gone : notFound;
  return accountPage(api, found, {
    title: heading,
    section: '',
    status: 404,
    body: html`<div class="blank"><p>${text}</p><p><a class="button" href="${within(found, '/account')}">${notFound.link}</a></p></div>`,
  });
}
