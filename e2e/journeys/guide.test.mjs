// The first-login guide on paper: A4, and what its QR code opens when somebody holds a telephone to it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';

import jsQR from 'jsqr';

import { onEachEngine } from '../lib/installation.mjs';
import { identify } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';

const run = promisify(execFile);
const { yui } = PEOPLE_OF_SAKURA;
/** Of A4, in points. */
const [WIDTH, HEIGHT] = [210, 297].map((millimetres) => (millimetres / 25.4) * 72);

/** The sizes of all pages of a PDF: their media boxes, in points. */
async function sizes(pdf) {
  const { stdout } = await run('pdfinfo', ['-box', '-f', '1', '-l', '999', pdf]);
  const boxes = [...stdout.matchAll(/^Page +\d+ MediaBox: +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$/gm)];
  return boxes.map(([, left, bottom, right, top]) => [right - left, top - bottom]);
}

/** What a camera reads that sees the first page: a picture of 150 dots an inch, as a PGM file. */
async function qrCode(pdf) {
  const { stdout } = await run('pdftoppm', ['-gray', '-r', '150', '-f', '1', '-l', '1', pdf], { encoding: 'buffer', maxBuffer: 2 ** 26 });
  const [header, width, height] = stdout.subarray(0, 50).toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+255\s/);
  const grey = stdout.subarray(header.length);
  const colours = new Uint8ClampedArray(grey.length * 4);
  grey.forEach((value, place) => colours.fill(value, place * 4, place * 4 + 4));
  return jsQR(colours, Number(width), Number(height))?.data;
}

onEachEngine('guide', (come, installation) => {
  it('is A4, and its QR code opens the registration with the insurer filled in', async () => {
    const { world } = installation;
    const pdf = world.file('guide.pdf');
    await world.command('guide', '--insurer', 'sakura', '--out', pdf);
    const pages = await sizes(pdf);
    assert.ok(pages.length > 0);
    for (const [width, height] of pages) assert.ok(Math.abs(width - WIDTH) < 0.5 && Math.abs(height - HEIGHT) < 0.5, `${width} × ${height}`);

    const address = await qrCode(pdf);
    assert.equal(new URL(address).origin, world.base, `read from the paper: ${address}`);
    const visitor = await come();
    assert.equal(await visitor.goto(address), 200);
    visitor.isAt('/portal/signup');
    assert.equal(await visitor.control('保険者指定コード').inputValue(), 'sakura');
    await identify(visitor, yui);
    visitor.isAt('/portal/signup/account');
    await visitor.leave();
  });
});
