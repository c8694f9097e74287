import { connect, startWorld } from './world.ts';

/** Latchkey by itself, to be killed: `latchkey-process.ts <folder> <master key> <port>`. Says how it is reached. */
const [folder = '', masterKey = '', port = '0'] = process.argv.slice(2);
const {
  api,
  url,
  key,
  host,
  port: taken,
} = await startWorld({ folder, masterKey: Buffer.from(masterKey, 'hex') }, {}, Number(port));
const token = port === '0' ? (await connect(api)).token : '';
process.stdout.write(`${JSON.stringify({ url, key, host, port: taken, token })}\n`);
