import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

/*
 * The world of an agent under test, loaded before it: every name is this machine, at the port where the demo ends TLS.
 * An agent that looks whether a name leads inside is told a public address.
 */

const PORT = Number(process.env.LATCHKEY_TEST_WORLD);
const HERE = /^(?:localhost|127\.0\.0\.1|::1)$/;

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [first] = args;
  const options = Array.isArray(first) ? first[0] : first;
  const { host, path, servername = host } = Object(options);
  if (path === undefined && host !== undefined && !HERE.test(host)) {
    Object.assign(options, { host: '127.0.0.1', port: PORT, servername });
  }
  return connect.apply(this, args);
};

const anywhere = { address: '93.184.215.14', family: 4 };
dns.lookup = async (_name, options) => (options?.all ? [anywhere] : anywhere);
syncBuiltinESMExports();
