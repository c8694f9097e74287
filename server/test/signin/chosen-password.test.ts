import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownOf, passwordProblem, sentenceAbout } from '../../src/signin/chosen-password.ts';
import { LANGUAGES } from '../../src/words/language.ts';
import { inWords } from '../../src/words/sentence.ts';
import { wordsIn } from '../../src/words/words.ts';

const KNOWN = knownOf(
  { title: 'Harbour Law', name: 'harbour' },
  { email: 'ada.king@north-sea.example', name: 'Ada Lovelace' },
);
const judged = async (passwords: string[]) =>
  Object.fromEntries(
    await Promise.all(passwords.map(async (each) => [each, await passwordProblem(each, KNOWN)] as const)),
  );

test('a common or breached password is refused, also in capitals and with digits behind', async () => {
  const common = [
    'password1234',
    'Password123!',
    'P@ssw0rd2024',
    'qwertyuiop',
    '1q2w3e4r5t6y',
    'zaq12wsxcde3',
    '1234567890',
    'iloveyou123',
    'letmeinplease',
    'trustno1trustno1',
    'aaaaaaaaaaaaaa',
    'abcdefghijkl',
    'dragon dragon dragon',
  ];
  assert.deepEqual(await judged(common), Object.fromEntries(common.map((each) => [each, 'common'])));
});

test('a password made of what others know of its owner is refused', async () => {
  const own = [
    'AdaLovelace1',
    'lovelace-ada',
    'Harbour2024',
    'harbour law!',
    'ada.king@north-sea',
    'northsea12',
  ];
  assert.deepEqual(await judged(own), Object.fromEntries(own.map((each) => [each, 'own'])));
});

test('passphrases and what a program made are welcome, without a mix of characters', async () => {
  const good = [
    'correct horse battery staple',
    'a newly chosen phrase',
    'zwei kühe trinken tee',
    'j7Kd9sLq2x',
    'Ada sails at dawn again',
    '密码是我家的猫的名字而已',
  ];
  assert.deepEqual(await judged(good), Object.fromEntries(good.map((each) => [each, null])));
  assert.deepEqual(await judged(['short', 'x'.repeat(1_025)]), {
    short: 'length',
    ['x'.repeat(1_025)]: 'length',
  });
});

test('a thousand characters are judged by the first of them, so that they cost no more', async () => {
  assert.equal(await passwordProblem('ab'.repeat(500), KNOWN), 'common');
  assert.equal(await passwordProblem(`four quiet otters under ${'ab'.repeat(400)}`, KNOWN), null);
});

test('each problem is a sentence in every language', () => {
  for (const language of LANGUAGES)
    for (const problem of ['length', 'common', 'own'] as const)
      assert.match(inWords(wordsIn(language), sentenceAbout(problem)), /\.$/);
});
