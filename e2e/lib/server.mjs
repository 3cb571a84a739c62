// A process of the binary that serves: it is waited for, read along with, and ended as an operator ends it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE = 20_000;

/** The program under test. */
export function binary() {
  const path = process.env.MADOGUCHI_BIN;
  if (!path) throw new Error('MADOGUCHI_BIN is not set: cargo build, then MADOGUCHI_BIN=$PWD/target/debug/madoguchi');
  return path;
}

export class Server {
  #child;
  #printed = [];

  /** Starts `madoguchi …` and waits until the admin listener at that port says that it is ready. */
  static async start(args, options, adminPort) {
    const server = new Server();
    server.#child = spawn(binary(), args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [server.#child.stdout, server.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => server.#printed.push(text));
    }
    const ended = once(server.#child, 'exit').then(([code]) => {
      throw new Error(`madoguchi ${args[0]} ended with ${code}:\n${server.printed}`);
    });
    // Later it is ended on purpose.
    ended.catch(() => {});
    await Promise.race([server.#ready(`http://127.0.0.1:${adminPort}/readyz`), ended]);
    return server;
  }

  /** What it has printed, log included. */
  get printed() {
    return this.#printed.join('');
  }

  get pid() {
    return this.#child.pid;
  }

  async #ready(readyz) {
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      const answer = await fetch(readyz).catch(() => undefined);
      if (answer?.ok) return;
      // A port cannot tell us when it opens; we can only knock.
      await new Promise((knock) => setTimeout(knock, 20));
    }
    throw new Error(`madoguchi is not ready after ${PATIENCE} ms:\n${this.printed}`);
  }

  /** Ends it as an operator does (SIGTERM). */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}
