// A whole installation in a temporary directory: the binary, a database, a relay, さくら健康保険組合 and its roster.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Clock } from './clock.mjs';
import { freshDatabase } from './database.mjs';
import { Mailbox } from './mailbox.mjs';
import { freePorts } from './ports.mjs';
import { Server, binary } from './server.mjs';

const run = promisify(execFile);

/** The sample roster of 2026-11-22. */
export const ROSTER = fileURLToPath(new URL('../../tests/data/roster-sakura.csv', import.meta.url));

export class World {
  /** The first page of members. */
  front = '/portal/';
  #directory;
  #database;
  #server;
  #ports;

  /** An installation that serves. With `{ roster: null }` nobody is on the roster. */
  static async begin(engine, { roster = ROSTER } = {}) {
    const world = new World();
    world.engine = engine;
    world.#directory = await mkdtemp(join(tmpdir(), 'madoguchi-e2e-'));
    try {
      world.clock = new Clock();
      world.#database = await freshDatabase(engine, world.#directory);
      world.mailbox = await Mailbox.open();
      world.#ports = await freePorts(3);
      await world.command('migrate');
      await world.command('insurer', 'add', '--code', 'sakura', '--name', 'さくら健康保険組合');
      await world.command('insurer', 'set', 'sakura', 'support_phone=03-0000-0000', 'support_hours=平日 9:00〜17:00');
      if (roster) await world.command('roster', 'import', '--insurer', 'sakura', '--era', 'receipt', roster);
      await world.serve();
    } catch (error) {
      await world.end();
      throw error;
    }
    return world;
  }

  /** Where members go, without a slash at the end. */
  get base() {
    return `http://localhost:${this.#ports[0]}`;
  }

  /** Where the insurer's staff go. */
  get deskBase() {
    return `http://localhost:${this.#ports[1]}`;
  }

  /** The server's process, until it is started again. */
  get pid() {
    return this.#server.pid;
  }

  get databaseUrl() {
    return this.#database.url;
  }

  #environment() {
    const [member, desk, admin] = this.#ports;
    return {
      PATH: process.env.PATH,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      MADOGUCHI_DATABASE_URL: this.#database.url,
      MADOGUCHI_LISTEN: `127.0.0.1:${member}`,
      MADOGUCHI_BASE_URL: this.base,
      MADOGUCHI_DESK_LISTEN: `127.0.0.1:${desk}`,
      MADOGUCHI_DESK_BASE_URL: this.deskBase,
      MADOGUCHI_ADMIN_LISTEN: `127.0.0.1:${admin}`,
      MADOGUCHI_SMTP_URL: this.mailbox.url,
      MADOGUCHI_MAIL_FROM: 'no-reply@example.jp',
      MADOGUCHI_SECRET_FILE: join(this.#directory, 'secret'),
      ...this.clock.environment(),
    };
  }

  /** Where a file of this name lies in the installation's directory. */
  file(name) {
    return join(this.#directory, name);
  }

  #options() {
    return { cwd: this.#directory, env: this.#environment() };
  }

  /** Runs `madoguchi …` to its end; rejects with what it wrote when it fails. */
  async command(...args) {
    return run(binary(), args, this.#options());
  }

  /** The same with this text on its standard input. */
  async pipe(text, ...args) {
    const running = run(binary(), args, this.#options());
    running.child.stdin.end(text);
    return running;
  }

  /** Starts the server and waits until it is ready. */
  async serve() {
    this.#server = await Server.start(['serve'], this.#options(), this.#ports[2]);
  }

  /** Ends the server as an operator does (SIGTERM). */
  async stop() {
    await this.#server?.stop();
  }

  /** The same installation after some time: `world.later({ minutes: 31 })`. */
  async later(time) {
    await this.stop();
    this.clock.advance(time);
    await this.serve();
  }

  async end() {
    await this.stop();
    await this.mailbox?.close();
    await this.#database?.drop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
