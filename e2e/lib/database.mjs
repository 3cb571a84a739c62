// An empty database of one world, on either engine.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Every journey that stores something runs on both. */
export const ENGINES = ['sqlite', 'postgres'];

/** Resolves to the address and to `drop`, which removes the database. */
export async function freshDatabase(engine, directory) {
  if (engine === 'sqlite') {
    return { url: `sqlite://${join(directory, 'madoguchi.db')}`, drop: async () => {} };
  }
  const server = process.env.MADOGUCHI_TEST_POSTGRES;
  if (!server) {
    throw new Error('MADOGUCHI_TEST_POSTGRES is not set. Run script/test, or: eval "$(script/postgres start)"');
  }
  const name = `journey_${randomBytes(8).toString('hex')}`;
  await run('psql', ['--quiet', '--dbname', server, '--command', `CREATE DATABASE ${name}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const drop = () => run('psql', ['--quiet', '--dbname', server, '--command', `DROP DATABASE ${name} WITH (FORCE)`]);
  return { url: url.href, drop };
}
