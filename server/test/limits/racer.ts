import { Redis } from '../../src/redis/redis.ts';
import { addressOf, means } from '../redis/server.ts';
import { nodeOn } from './node.ts';

/** A process of its own: counts until nothing is allowed any more, and prints how often it was. */
const [url = '', prefix = '', limit = '0'] = process.argv.slice(2);
const redis = await Redis.open(addressOf(url, { prefix }), means());
const { allowed } = nodeOn(redis);
const there = redis.keyOf('shop', 'racers');
await redis.send(there, ['INCR', there]);
while ((await redis.send(there, ['GET', there])) !== '2') await new Promise((done) => setTimeout(done, 5));
let sum = 0;
for (let round = 0; round < 20; round++) {
  sum += await allowed(Math.ceil(Number(limit) / 20), { key: 'race', calls: Number(limit), per: 3_600 });
}
console.log(sum);
await redis.close();
