import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { submit } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import { type FormPlace, postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { type Visit, within } from './visit.ts';

export interface Question {
  title: string;
  /** Path of the section that the page belongs to. */
  section: string;
  /** What stops working. */
  text: Fragment;
  /** What the answer is posted as. */
  form: FormPlace;
  /** The button that does it. */
  label: string;
  /** Where somebody goes who thinks better of it, and what that is called. */
  back: string;
  keep?: string;
}

/** Asks before something ends that cannot be brought back. */
export function confirmPage(api: Api, visit: Visit, question: Question): Answer {
  const { title, section, text, form, label, back, keep = 'Keep it' } = question;
  return accountPage(api, visit, {
    title,
    section,
    body: html`<section class="panel danger-zone">${text}
${postForm(visit, { ...form, look: 'actions' }, html`${submit(label, 'danger')}<a class="button" href="${within(visit, back)}">${keep}</a>`)}</section>`,
  });
}
