import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answered, bearer, send, tokenNamed } from './demo/client.ts';
import { joinDemo, type RunningDemo } from './demo/start-demo.ts';

/*
 * A record that a caller may not know of gets the same answer as one that does not exist: body, status and
 * every header, through the whole chain.
 */

interface Table {
  api: 'proconvey' | 'procurios' | 'prospectconnect';
  path: string;
  mine: string;
  theirs: string;
  /** The member of a list that holds its records. */
  list: string;
}

const TABLES: Table[] = [
  { api: 'proconvey', path: '/v2/cases', mine: 'Bookkeeping', theirs: 'Nightly export', list: 'data' },
  {
    api: 'proconvey',
    path: '/v2/contacts',
    mine: 'Month-end figures',
    theirs: 'Nightly export',
    list: 'data',
  },
  {
    api: 'procurios',
    path: '/l/module_api/object',
    mine: 'Regatta results',
    theirs: 'Choir archive',
    list: 'objects',
  },
  {
    ...{ api: 'prospectconnect', path: '/v1/contacts', list: 'data' },
    ...{ mine: 'Everything, as a manager', theirs: 'Everything at Kestrel, as an owner' },
  },
];

describe('another customer’s record', () => {
  let running: RunningDemo;
  const share = joinDemo();
  before(async () => {
    running = await share.start();
  });
  after(async () => {
    await share.leave();
  });

  for (const { api: name, path, mine, theirs, list } of TABLES) {
    it(`is answered for like none: ${name}, ${path}`, async () => {
      const api = running.demo.apis[name];
      const get = (token: string, below = '') =>
        send(api.api + path + below, {
          headers: bearer(tokenNamed(api, token), { accept: '*/*' }),
        });
      const listed = await get(theirs);
      assert.equal(listed.status, 200, listed.text);
      const [record] = listed.json[list] as { id: string }[];
      assert.ok(record);
      assert.equal((await get(theirs, `/${record.id}`)).status, 200);
      const absent = record.id.replace(/.{6}$/, 'zzzzzz');
      const seen = ({ status, headers, text }: Answered) => {
        const {
          date: _date,
          'latchkey-request-id': _id,
          'x-request-id': _own,
          ratelimit: _left,
          ...rest
        } = headers;
        return { status, text: text.replaceAll(record.id, 'ID').replaceAll(absent, 'ID'), headers: rest };
      };
      const hidden = await get(mine, `/${record.id}`);
      assert.equal(hidden.status, 404, hidden.text);
      assert.deepEqual(seen(hidden), seen(await get(mine, `/${absent}`)));
    });
  }
});
