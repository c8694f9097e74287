import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { SCHEMES } from '../../src/config/branding/accents.ts';
import { contrast, type Hex, READABLE } from '../../src/config/branding/contrast.ts';
import { readBrandPictures } from '../../src/config/branding/pictures.ts';
import { ConfigError } from '../../src/config/index.ts';
import { alertMails } from '../../src/mail/alert-mail.ts';
import { brandSheet } from '../../src/pages/brand/sheet.ts';
import { acme } from '../oauth/acme.ts';
import { folder } from '../store/fixtures.ts';
import { openSite, type Site } from './site.ts';

const LINKS = {
  terms: 'https://harbour.example/terms',
  privacy: 'https://harbour.example/privacy',
  support: 'help@harbour.example',
};
const SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

const files = folder();
const file = (name: string, content: string | Buffer) => {
  writeFileSync(files.path(name), content);
  return `./${name}`;
};

/** The faults of a branding, as the start of the server says them. */
function faultsOf(branding: object): string[] {
  try {
    acme({ branding });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe('the branding of an API', () => {
  let site: Site;
  before(async () => {
    site = await openSite({
      definition: {
        branding: { ...LINKS, accent: '#0b7a4b', logo: file('logo.svg', SVG), favicon: './logo.svg' },
      },
      pictures: files.path('latchkey.config.ts'),
    });
  });
  after(() => site.close());

  it('gives its colours, logo, icon and links to a page', async () => {
    const browser = site.browser();
    const { text } = await browser.get('/sign-in');
    const logo = /<img src="([^"]+)" alt="Harbour">/.exec(text)?.[1] ?? assert.fail(text);
    assert.match(text, new RegExp(`<link rel="icon" href="${logo}">`));
    for (const href of [LINKS.terms, LINKS.privacy, `mailto:${LINKS.support}`])
      assert.ok(text.includes(`<a href="${href}">`), href);
    const sheet = /href="(\/assets\/brand\.[^"]+)"/.exec(text)?.[1] ?? '';
    const css = await browser.get(sheet);
    assert.match(css.text, /--accent: #0b7a4b;[\s\S]*dark[\s\S]*--accent: #/);

    // The file's script may run nowhere: not even where somebody opens it by itself.
    const picture = await browser.get(logo);
    assert.equal(picture.headers['content-type'], 'image/svg+xml');
    assert.match(String(picture.headers['content-security-policy']), /default-src 'none'.*sandbox/);
    assert.equal(picture.headers['x-content-type-options'], 'nosniff');
    assert.equal((await browser.get('/favicon.ico')).headers['content-type'], 'image/svg+xml');
  });

  it('stands in mails as well', () => {
    const about = {
      id: 'a',
      kind: 'burst',
      facts: { count: 9 },
      since: 0,
      grantId: null,
      connectedAccountId: null,
    };
    const [mail] =
      alertMails(site.api)?.write(
        { ...about, tenantId: 'org_harbour' } as never,
        [
          {
            userId: 'ada',
            tenantId: 'org_harbour',
            tenantName: 'Harbour Law',
            email: 'a@b.example',
            name: 'Ada',
          },
        ] as never,
      ) ?? [];
    assert.match(mail?.html ?? '', /background:#0b7a4b[\s\S]*help@harbour\.example/);
    assert.match(mail?.text ?? '', /Privacy: https:\/\/harbour\.example\/privacy/);
  });
});

it('a colour that cannot be read is refused with its contrast and the nearest that can', () => {
  assert.deepEqual(faultsOf({ accent: '#ffcc00' }), [
    'branding.accent: #ffcc00 on the light ground #f3f4f8 has a contrast of 1.37, and text needs 4.5 (WCAG 2.2, 1.4.3); the nearest colour that can be read is #876c00',
  ]);
  assert.match(
    faultsOf({ accent: { light: '#0b7a4b', dark: '#0b7a4b' } }).join(),
    /accent\.dark: #0b7a4b on the dark ground/,
  );
  const [proposed = ''] = faultsOf({ accent: '#ffcc00' }).map((each) => /#\w{6}$/.exec(each)?.[0] ?? '');
  assert.deepEqual(faultsOf({ accent: proposed }), []);
  assert.deepEqual(faultsOf({ accent: 'red', terms: 'javascript:alert(1)', support: 'nobody' }), [
    'branding.accent: a colour such as #2f4bd8',
    'branding.terms: an https URL',
    'branding.support: an e-mail address, or an https URL',
  ]);
});

it('the colours around an accent can be read, whatever the accent is', () => {
  for (const accent of ['#0b7a4b', '#000000', '#7a0bd8', '#b3261e', '#2f4bd8']) {
    const css = String(brandSheet(acme({ branding: { accent } }))?.answer().body);
    for (const scheme of css.split('@media')) {
      const of = (name: string) => (new RegExp(`--${name}: (#\\w{6});`).exec(scheme)?.[1] ?? '') as Hex;
      assert.ok(contrast(of('on-accent'), of('accent')) >= READABLE, `${accent}: ${scheme}`);
      assert.ok(contrast(of('accent-strong'), of('accent-soft')) >= READABLE, `${accent}: ${scheme}`);
    }
  }
});

it('the grounds against which a colour is judged are those of the pages', () => {
  const css = readFileSync(new URL('../../src/pages/look/colours.css', import.meta.url), 'utf8');
  const grounds = [...css.matchAll(/--(?:page|card): (#\w+);/g)].map(([, hex = '']) =>
    hex.length === 4 ? hex.replaceAll(/[0-9a-f]/g, '$&$&') : hex,
  );
  const { light, dark } = SCHEMES;
  assert.deepEqual(grounds, [...light.grounds.toReversed(), ...dark.grounds.toReversed()]);
});

it('a picture is judged by what it is, not by its name', async () => {
  const config = acme({
    branding: { logo: file('page.png', '<!doctype html><script>'), favicon: './none.png' },
  });
  await assert.rejects(readBrandPictures(files.path('latchkey.config.ts'), config), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.deepEqual(error.problems.toSorted(), [
      'branding.favicon: ./none.png cannot be read; its path is relative to the configuration file',
      'branding.logo: ./page.png is no SVG, PNG, WebP or JPEG picture',
    ]);
    return true;
  });
});
