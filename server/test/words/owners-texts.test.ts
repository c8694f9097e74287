import assert from 'node:assert/strict';
import { test } from 'node:test';
import convert from '../../../examples/convert/latchkey.config.ts';
import proconvey from '../../../examples/proconvey/latchkey.config.ts';
import procurios from '../../../examples/procurios/latchkey.config.ts';
import prospectconnect from '../../../examples/prospectconnect/latchkey.config.ts';
import { ConfigError, defineApi } from '../../src/config/index.ts';
import { inLanguage } from '../../src/config/language/translations.ts';
import type { Language } from '../../src/words/language.ts';
import { DEFINITION, openSite } from '../pages/site.ts';
import { signedIn } from '../pages/visitor.ts';

const TEXTS = {
  tenant: { word: { en: 'organisation', de: 'Organisation' }, field: 'organisation_id' },
  scopes: {
    read: { title: { en: 'See cases', de: 'Fälle sehen' }, covers: ['read:*'] },
    'read:cases': { en: 'See cases alone', nl: 'Alleen dossiers zien' },
    write: 'Change cases',
  },
  pages: {
    section: 'API Settings',
    tokens: { title: { en: 'Keys', de: 'Schlüssel' }, path: '/account/keys' },
  },
};

test('the owner’s texts are in the reader’s language, and our titles where there is none', async (t) => {
  const site = await openSite({ definition: { ...TEXTS, resources: undefined, promotions: 'count' } });
  t.after(() => site.close());
  const ada = await signedIn(site);
  const { text } = await ada.get('/account/keys/new', { 'accept-language': 'de' });
  for (const each of [
    'Fälle sehen',
    'See cases alone',
    'Change cases',
    'Schlüssel',
    'Verbindungen',
    'API Settings',
  ])
    assert.ok(text.includes(each), each);
  assert.match((await ada.get('/account/keys/new')).text, /Keys[\s\S]*See cases/);
  assert.match(
    (await ada.get('/account/keys/new', { 'accept-language': 'nl' })).text,
    /Alleen dossiers zien/,
  );
});

test('a configuration in another language is the same but for its texts, and made once', () => {
  const config = defineApi({ ...DEFINITION, ...TEXTS });
  const german = inLanguage(config, 'de');
  assert.equal(inLanguage(config, 'de'), german);
  assert.deepEqual({ ...german.scopes.read, title: '' }, { ...config.scopes.read, title: '' });
  assert.deepEqual([german.tenant.word, config.tenant.word], ['Organisation', 'organisation']);
  assert.deepEqual(german.lifetimes, config.lifetimes);
});

test('a text without the first language is refused, and so is something that is no text', () => {
  const faults = (definition: object) => {
    try {
      defineApi({ ...DEFINITION, ...definition });
      return [];
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems;
    }
  };
  assert.deepEqual(faults({ title: { de: 'Hafen' } }), [
    "title: it has no text in en, the first language of the API's pages",
  ]);
  assert.deepEqual(faults({ title: { de: 'Hafen' }, languages: ['de', 'en'] }), []);
  assert.equal(faults({ title: { name: 'Harbour' } }).length, 1);
});

test('the scopes and roles of the four example APIs have words in German and Dutch', () => {
  for (const config of [convert, proconvey, procurios, prospectconnect]) {
    const titlesIn = (language: Language) => {
      const { scopes, roles, tenant } = inLanguage(config, language);
      return [tenant.word, ...Object.values({ ...scopes, ...roles }).map(({ title }) => title)];
    };
    const english = titlesIn('en');
    for (const language of ['de', 'nl'] as const) {
      const left = titlesIn(language).filter((title, index) => title === english[index]);
      assert.deepEqual(
        left.filter((title) => title !== 'Manager'),
        [],
        `${config.name} in ${language}`,
      );
    }
  }
});
