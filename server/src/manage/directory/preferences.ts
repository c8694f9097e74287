import type { DirectoryUser, Preferences } from '../../model/index.ts';
import { type Language, languageAmong, pageLanguages } from '../../words/language.ts';
import { isTimeZone, zoneToday } from '../../words/zone.ts';
import type { Directory } from './directory.ts';

type Resource = Record<string, unknown>;
type Given = Pick<Preferences, 'language' | 'timeZone'>;

/**
 * Takes over the language and the time zone that the directory gives (RFC 7643 section 4.1.1), each where it changed there and the person has
 * what the directory gave before, or nothing: a choice of their own stays.
 */
export async function followPreferences(
  { api }: Directory,
  { userId, resource }: DirectoryUser,
  before: DirectoryUser | null,
): Promise<void> {
  const offered = pageLanguages(api.config);
  const [was, is] = [givenIn(before?.resource ?? {}, offered), givenIn(resource, offered)];
  const chosen = await api.store.preferencesOf(userId);
  const follows = (field: keyof Given) =>
    is[field] !== was[field] && (chosen?.[field] ?? null) === was[field] ? { [field]: is[field] } : {};
  const change: Partial<Given> = { ...follows('language'), ...follows('timeZone') };
  if (Object.keys(change).length > 0) await api.store.setPreferences({ userId, ...change });
}

/** `preferredLanguage` is for pages, in the form of `Accept-Language`; `locale` for dates, and the next best. */
function givenIn({ preferredLanguage, locale, timezone }: Resource, offered: Language[]): Given {
  const tags = [preferredLanguage, locale].flatMap((each) =>
    typeof each === 'string' ? each.split(',') : [],
  );
  const language = languageAmong(
    offered,
    tags.map((tag) => tag.split(';')[0]?.trim().replace('_', '-')),
  );
  const zone = typeof timezone === 'string' && isTimeZone(timezone) ? zoneToday(timezone) : null;
  return { language, timeZone: zone };
}
