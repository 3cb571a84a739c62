// The sample files are of 2026-11-22, so the server's day begins at 10:00 JST of that date and runs on from there.
//
// libfaketime is preloaded instead of run as `faketime command`: that wrapper stays between us and the server, so
// that ending its process would leave the server running.
import { readdirSync, existsSync } from 'node:fs';

const BEGINNING = Date.parse('2026-11-22T10:00:00+09:00');

function library() {
  const directories = readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  const found = directories.find(existsSync);
  if (!found) throw new Error('libfaketime is missing. On Debian or Ubuntu: apt-get install faketime');
  return found;
}

/** A clock that several commands and restarts of one world share. */
export class Clock {
  #offset = BEGINNING - Date.now();

  /** Moves the clock; a running server notices only after its restart. */
  advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
    this.#offset += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }

  /** The world's time. */
  now() {
    return new Date(Date.now() + this.#offset);
  }

  /** What a command's environment needs. Only calendar time is shifted: timers run on the monotonic clock. */
  environment() {
    return {
      LD_PRELOAD: library(),
      FAKETIME: `${this.#offset < 0 ? '-' : '+'}${Math.abs(Math.round(this.#offset / 1000))}`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}
