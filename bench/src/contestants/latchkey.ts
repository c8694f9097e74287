import { gatewayRecipes, type Ready, tokenRecipes } from '../scenarios.ts';
import config from './latchkey.config.ts';
import { makeCodes, serveLatchkey } from './served.ts';
import { dataFolder, takePart } from './talk.ts';

const { api, port } = await serveLatchkey(config, dataFolder());

const { hostname } = new URL(api.address.api);
const requests = tokenRecipes({
  host: new URL(api.address.endpoints.token).hostname,
  token: new URL(api.address.endpoints.token).pathname,
  introspection: new URL(api.address.endpoints.introspection).pathname,
  introspects: 'code exchange',
});
const guarded = {
  method: 'GET',
  host: hostname,
  path: '/things',
  headers: { authorization: 'Bearer {}' },
  body: '',
  supply: 'cycle',
  tokensFrom: 'code exchange',
  expect: '"ok":true',
} as const;
const recipes: Ready['recipes'] =
  config.front.kind === 'gateway'
    ? { ...gatewayRecipes(hostname), 'gateway guarded': guarded }
    : { ...requests, 'guarded call': guarded };

takePart({ port, recipes, preparation: requests, guardKey: api.keys.guardKey() }, (count) =>
  makeCodes(api, count),
);
