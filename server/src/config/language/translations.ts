import { type Language, pageLanguages } from '../../words/language.ts';
import { wordsIn } from '../../words/words.ts';
import type { ApiConfig, ApiDefinition } from '../schema/api-config.ts';
import type { Translations } from '../schema/text.ts';

type Path = readonly string[];

/** Where a definition has texts; `*` is any name. */
const TEXTS: readonly Path[] = [
  ['title'],
  ['tenant', 'word'],
  ['scopes', '*'],
  ['scopes', '*', 'title'],
  ['roles', '*', 'title'],
  ['pages', 'section'],
  ['pages', '*', 'title'],
  ['authorizationDetails', '*', 'title'],
];

const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/**
 * Takes the translations out of a definition. The texts that are left are in the first language of the API's pages.
 *
 * @returns `problems` in sentences that begin with the field
 */
export function withoutTranslations(definition: ApiDefinition): {
  plain: ApiDefinition;
  translations: Translations;
  problems: string[];
} {
  const [first = 'en'] = pageLanguages({ languages: listOf(definition?.languages) });
  const translations: Record<string, { path: Path; text: string }[]> = {};
  const problems: string[] = [];
  const walk = (value: unknown, path: Path): unknown => {
    if (!isRecord(value) || !TEXTS.some((pattern) => leadsTo(pattern, path))) return value;
    if (
      !isTexts(value) ||
      !TEXTS.some((pattern) => pattern.length === path.length && leadsTo(pattern, path))
    ) {
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [name, walk(each, [...path, name])]),
      );
    }
    for (const [language, text] of Object.entries(value)) {
      translations[language] = [...(translations[language] ?? []), { path, text }];
    }
    const text = value[first];
    if (text === undefined)
      problems.push(`${path.join('.')}: it has no text in ${first}, the first language of the API's pages`);
    return text ?? '-';
  };
  const plain = walk(definition, []) as ApiDefinition;
  return { plain, translations, problems };
}

const made = new WeakMap<ApiConfig, Map<string, ApiConfig>>();
/** The configuration as it was written, of each that is in one language. */
const written = new WeakMap<ApiConfig, ApiConfig>();

/** Returns a configuration with its texts in a language: the owner's, ours where it has none, or else as they are. */
export function inLanguage(api: ApiConfig, language: Language): ApiConfig {
  const config = written.get(api) ?? api;
  const known = made.get(config)?.get(language);
  if (known) return known;
  const texts = [...ownTexts(config, language), ...(config.translations[language] ?? [])];
  const translated = texts.reduce<ApiConfig>((whole, { path, text }) => replaced(whole, path, text), config);
  written.set(translated, config);
  made.set(config, (made.get(config) ?? new Map()).set(language, translated));
  return translated;
}

/** Our own titles that the owner left as they were. */
function ownTexts(config: ApiConfig, language: Language): { path: Path; text: string }[] {
  const english = titlesIn(config, 'en');
  return titlesIn(config, language).filter(
    ({ path }, index) => textAt(config, path) === english[index]?.text,
  );
}

function titlesIn({ title }: ApiConfig, language: Language): { path: Path; text: string }[] {
  const { section, scopes, pages } = wordsIn(language).titles;
  return [
    { path: ['pages', 'section'], text: section },
    ...Object.entries(pages).map(([name, text]) => ({ path: ['pages', name, 'title'], text })),
    { path: ['scopes', 'openid', 'title'], text: scopes.openid(title) },
    ...(['profile', 'email', 'address', 'phone', 'offline_access'] as const).map((name) => ({
      path: ['scopes', name, 'title'],
      text: scopes[name],
    })),
  ];
}

function textAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (isRecord(found) ? found[step] : undefined), value);
}

/** Returns a copy in which one text is another; nothing where there is no such text. */
function replaced<Value>(value: Value, [step, ...rest]: Path, text: string): Value {
  if (step === undefined)
    return typeof value === 'string' ? (text as Value) : ({ ...value, title: text } as Value);
  if (!isRecord(value) || !Object.hasOwn(value, step)) return value;
  return { ...value, [step]: replaced(value[step], rest, text) };
}

function leadsTo(pattern: Path, path: Path): boolean {
  return (
    path.length <= pattern.length &&
    path.every((step, index) => pattern[index] === '*' || pattern[index] === step)
  );
}

function isTexts(value: Record<string, unknown>): value is Record<string, string> {
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([tag, text]) => TAG.test(tag) && typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
}
