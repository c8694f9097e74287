import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { submit } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { accountPage, formFields } from './frame.ts';
import { type Visit, within } from './visit.ts';

export interface Question {
  title: string;
  /** Path of the section that the page belongs to. */
  section: string;
  /** What stops working. */
  text: Fragment;
  /** Where the answer is posted to, and which action it is there. */
  path: string;
  action: string;
  /** The button that does it. */
  label: string;
  /** Where whoever thinks better of it goes. */
  back: string;
}

/** Asks before something ends that cannot be brought back. */
export function confirmPage(api: Api, visit: Visit, question: Question): Answer {
  const { title, section, text, path, action, label, back } = question;
  return accountPage(api, visit, {
    title,
    section,
    body: html`<section class="panel danger-zone">${text}
<form method="post" action="${path}" class="actions">${formFields(visit, action)}${submit(label, 'danger')}
<a class="button" href="${within(visit, back)}">Keep it</a></form></section>`,
  });
}
