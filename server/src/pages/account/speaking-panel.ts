import type { Answer } from '../../http/answer.ts';
import { type PreferenceProblems, setPreferences } from '../../manage/own/preferences.ts';
import { OWN_NAMES, pageLanguages } from '../../words/language.ts';
import { allInWords } from '../../words/sentence.ts';
import { timeZones, zoneToday } from '../../words/zone.ts';
import { select, submit } from '../controls.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { YOU } from './own-paths.ts';
import { type Change, changed, type Visit } from './visit.ts';

/** Where the script that learns the zone of the browser writes it (`browser-zone.js`). */
const ZONE = '{zone}';

/** Lets somebody choose the language of pages and mails, and the time zone of what they read. */
export async function speakingPanel(
  api: PageApi,
  visit: Visit,
  problems: PreferenceProblems = {},
): Promise<Html> {
  const words = api.words.you.speaking;
  const { language, timeZone } = (await api.store.preferencesOf(visit.user.id)) ?? {};
  const languages = pageLanguages(api.config);
  const zones = timeZones().map((name) => ({ value: name, label: name.replaceAll('_', ' ') }));
  const said = allInWords(api.words, problems);
  return html`<section class="panel" id="speaking"><h2>${words.heading}</h2>
${postForm(
  visit,
  { path: YOU, action: 'speaking', look: 'fields' },
  html`${
    languages.length > 1 &&
    select({
      name: 'language',
      label: words.language,
      value: language ?? '',
      problem: said.language,
      options: [
        { value: '', label: words.asBrowser },
        ...languages.map((each) => ({ value: each, label: OWN_NAMES[each] })),
      ],
    })
  }
${select({
  name: 'zone',
  label: words.zone,
  value: timeZone == null ? '' : zoneToday(timeZone),
  problem: said.timeZone,
  ...(timeZone == null
    ? {
        hint: html`<span data-zone="${api.words.log.zone(ZONE)}">${api.words.log.zone(api.figures.timeZone)}</span>`,
      }
    : {}),
  options: [{ value: '', label: words.asBrowser }, ...zones],
})}
${submit(api.words.account.save)}`,
)}</section>`;
}

/** `POST` */
export async function submitSpeaking(
  api: PageApi,
  change: Change,
  again: (problems: PreferenceProblems) => Promise<Answer>,
): Promise<Answer> {
  const { form, user } = change;
  // An empty value is a choice as well: to leave it to the browser.
  const [language] = form.all('language');
  const [zone] = form.all('zone');
  const problems = await setPreferences(api, user.id, {
    ...(language === undefined ? {} : { language: language || null }),
    ...(zone === undefined ? {} : { timeZone: zone || null }),
  });
  return problems ? again(problems) : changed(change, YOU, 'speaking');
}
