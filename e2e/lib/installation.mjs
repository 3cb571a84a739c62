// One installation and one browser for all the journeys of a file, on each engine.
import { after, before, describe } from 'node:test';

import { launch } from './browser.mjs';
import { ENGINES } from './database.mjs';
import { VISITORS, Visitor } from './visitor.mjs';
import { World } from './world.mjs';

const PATIENCE = 480_000;

/** `journeys(come, installation)` declares them; `come(kind)` brings a new visitor, who must `leave` in the end. */
export function onEachEngine(name, journeys, patience = PATIENCE) {
  for (const engine of ENGINES) {
    describe(`${name} on ${engine}`, { timeout: patience }, () => {
      const installation = { engine };
      before(async () => {
        installation.world = await World.begin(engine);
        // Last: a browser that nobody closes keeps the test runner waiting when the world fails to begin.
        installation.browser = await launch();
      });
      after(async () => {
        await installation.browser?.close();
        await installation.world?.end();
      });
      const come = (kind = VISITORS.japanese, how) => Visitor.come(installation.browser, installation.world, kind, how);
      journeys(come, installation);
    });
  }
}
