import type { Page } from 'playwright-core';

/** Fewer words may be a name, or the same in several languages. */
const FEWEST_WORDS = 3;

type Texts = { readonly [name: string]: unknown };

/** Returns what is visible of the texts of the English catalogue on a page in another language. */
export async function englishLeft(page: Page, english: Texts, own: Texts): Promise<string[]> {
  const shown = await page.evaluate(() => {
    // A program is in English, and so is an element that says so: a quotation, or the name of the language.
    const marked = [...document.querySelectorAll<HTMLElement>('[lang=en], pre')].map(
      (each) => each.innerText,
    );
    return marked.reduce(
      (text, each) => (each === '' ? text : text.replace(each, '')),
      document.body.innerText,
    );
  });
  const text = shown.replaceAll(/\s+/g, ' ');
  const translated = new Set(partsOf(own));
  return partsOf(english).filter((part) => !translated.has(part) && text.includes(part));
}

/** Every text, and of those that are functions what stands between the values. */
function partsOf(texts: Texts): string[] {
  return Object.values(texts).flatMap((value) => {
    if (typeof value === 'object' && value !== null) return partsOf(value as Texts);
    const parts =
      typeof value === 'function'
        ? [...String(value).matchAll(/`([^`]*)`|'([^'\n]*)'/g)].map(([, one, other]) => one ?? other ?? '')
        : [String(value)];
    return parts
      .flatMap((part) => part.split(/\$\{[^}]*\}|<[^>]*>/))
      .map((part) => part.replaceAll(/\s+/g, ' ').replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
      .filter((part) => part.split(' ').length >= FEWEST_WORDS);
  });
}
