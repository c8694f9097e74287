import type { Answer } from '../../http/answer.ts';
import { submit } from '../controls.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { type FormPlace, postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { type Visit, within } from './visit.ts';

export interface Question {
  title: string;
  /** The path of the page's section. */
  section: string;
  /** The consequences. */
  text: Fragment;
  /** The form that the answer is posted as. */
  form: FormPlace;
  /** The label of the button. */
  label: string;
  /** The link for cancelling, with its label. */
  back: string;
  keep?: string;
}

/** Asks for confirmation before something ends irreversibly. */
export function confirmPage(api: PageApi, visit: Visit, question: Question): Answer {
  const { title, section, text, form, label, back, keep = api.words.account.keep } = question;
  return accountPage(api, visit, {
    title,
    section,
    body: html`<section class="panel danger-zone">${text}
${postForm(visit, { ...form, look: 'actions' }, html`${submit(label, 'danger')}<a class="button" href="${within(visit, back)}">${keep}</a>`)}</section>`,
  });
}
