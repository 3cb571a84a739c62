// `madoguchi demo` in a temporary directory, as somebody starts it who has just built the program.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePorts } from './ports.mjs';
import { Server } from './server.mjs';

export class Demo {
  /** It has no other. */
  engine = 'sqlite';
  front = '/portal/';
  #directory;
  #port;
  #server;

  static async begin() {
    const demo = new Demo();
    demo.#directory = await mkdtemp(join(tmpdir(), 'madoguchi-demo-'));
    try {
      const [member, desk, admin] = await freePorts(3);
      demo.#port = member;
      const addresses = {
        MADOGUCHI_LISTEN: `127.0.0.1:${member}`,
        MADOGUCHI_DESK_LISTEN: `127.0.0.1:${desk}`,
        MADOGUCHI_ADMIN_LISTEN: `127.0.0.1:${admin}`,
      };
      const options = { cwd: demo.#directory, env: { PATH: process.env.PATH, TZ: 'UTC', LANG: 'C.UTF-8', ...addresses } };
      demo.#server = await Server.start(['demo', '--dir', join(demo.#directory, 'demo'), '--people', '60'], options, admin);
    } catch (error) {
      await demo.end();
      throw error;
    }
    return demo;
  }

  /** Where members go, without a slash at the end. */
  get base() {
    return `http://localhost:${this.#port}`;
  }

  /** The address that the demo prints after these words. */
  address(words) {
    const found = this.#server.printed.match(new RegExp(`^ *${words} +(http\\S+)$`, 'm'));
    if (!found) throw new Error(`the demo prints no address of ${words}:\n${this.#server.printed}`);
    return found[1];
  }

  /** The person whom the demo says to try for this. */
  person(shows) {
    const line = this.#server.printed.match(new RegExp(`^(\\S+) +(\\S+) +(\\d+) +(\\d{8}) +(.+?) +${shows}$`, 'm'));
    if (!line) throw new Error(`the demo tells of nobody for ${shows}:\n${this.#server.printed}`);
    const [, insurer, symbol, number, birthDate, kanaName] = line;
    return { insurer, symbol, number, birthDate, kanaName };
  }

  async end() {
    await this.#server?.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
