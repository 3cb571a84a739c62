// Solves the sum of the proof-of-work page and sends its form: the smallest number N for which SHA-256 of "CHALLENGE.N" begins with
// the asked-for number of zero bits. SHA-256 (FIPS 180-4) stands here because crypto.subtle takes a promise per hash.
"use strict";
(() => {
  const place = document.querySelector("[data-proof]");
  const form = place && place.querySelector("form");
  if (!form) return;

  const PIECE_MILLISECONDS = 30;
  const K = new Uint32Array(64);
  const H = new Uint32Array(8);
  // The fractional parts of the cube and square roots of the first primes.
  for (let candidate = 2, found = 0; found < 64; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) prime = prime && candidate % divisor !== 0;
    if (!prime) continue;
    if (found < 8) H[found] = (Math.sqrt(candidate) % 1) * 0x100000000;
    K[found++] = (Math.cbrt(candidate) % 1) * 0x100000000;
  }

  const w = new Uint32Array(64);
  function compress(state, bytes, offset) {
    for (let i = 0; i < 16; i++) {
      const at = offset + 4 * i;
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  const challenge = place.dataset.proof;
  const bits = Number(place.dataset.bits);
  const text = new TextEncoder().encode(challenge + ".");
  // The blocks that only the challenge fills are the same for every number; the rest and a number of ten digits fill two at most.
  const whole = text.length - (text.length % 64);
  const start = H.slice();
  for (let offset = 0; offset < whole; offset += 64) compress(start, text, offset);
  const rest = text.subarray(whole);
  const bytes = new Uint8Array(128);
  const ending = new DataView(bytes.buffer);
  const state = new Uint32Array(8);

  function solves(number) {
    const digits = String(number);
    const length = rest.length + digits.length;
    const filled = length + 9 <= 64 ? 64 : 128;
    bytes.fill(0);
    bytes.set(rest);
    for (let i = 0; i < digits.length; i++) bytes[rest.length + i] = digits.charCodeAt(i);
    bytes[length] = 0x80;
    ending.setUint32(filled - 4, (whole + length) * 8);
    state.set(start);
    for (let offset = 0; offset < filled; offset += 64) compress(state, bytes, offset);
    return Math.clz32(state[0]) >= bits;
  }

  let number = 0;
  function work() {
    const end = performance.now() + PIECE_MILLISECONDS;
    while (performance.now() < end) {
      for (let i = 0; i < 64; i++, number++) {
        if (!solves(number)) continue;
        form.elements.namedItem("proof").value = challenge + "." + number;
        form.submit();
        return;
      }
    }
    setTimeout(work, 0);
  }

  form.querySelector("[role=status]").textContent = place.dataset.working;
  form.querySelector("button").hidden = true;
  setTimeout(work, 0);
})();
