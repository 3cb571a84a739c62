// A real SMTP server on loopback that keeps the mails of one world.
import { once, EventEmitter } from 'node:events';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const PATIENCE = 10_000;

export class Mailbox {
  #server;
  #mails = [];
  #arrivals = new EventEmitter();

  static async open() {
    const mailbox = new Mailbox();
    await mailbox.#listen();
    return mailbox;
  }

  async #listen() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideSMTPUTF8: true,
      onData: (stream, session, done) => void this.#take(stream, session).then(() => done(), done),
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server.server, 'listening');
  }

  async #take(stream, session) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const { subject = '', text = '', headers } = await PostalMime.parse(raw);
    const to = session.envelope.rcptTo.map((recipient) => recipient.address);
    this.#mails.push({ from: session.envelope.mailFrom.address, to, subject, text, headers, raw });
    this.#arrivals.emit('mail');
  }

  /** For `smtp_url`. */
  get url() {
    return `smtp://127.0.0.1:${this.#server.server.address().port}`;
  }

  /** All mails to that address, oldest first. */
  to(address) {
    return this.#mails.filter((mail) => mail.to.includes(address));
  }

  /** Waits for the mail number `count` to that address, of those that `are` so. */
  async mailTo(address, count = 1, are = () => true) {
    const deadline = AbortSignal.timeout(PATIENCE);
    const mails = () => this.to(address).filter(are);
    while (mails().length < count) {
      await once(this.#arrivals, 'mail', { signal: deadline }).catch(() => {
        const others = this.#mails.map((mail) => `${mail.to}: ${mail.subject}`).join('\n');
        throw new Error(`mail ${count} to ${address} did not come within ${PATIENCE} ms; received:\n${others}`);
      });
    }
    return mails()[count - 1];
  }

  /** How many codes have come to that address. */
  codesTo(address) {
    return this.to(address).filter(codeIn).length;
  }

  /** The code number `count` that comes to that address. */
  async codeFor(address, count = 1) {
    return codeIn(await this.mailTo(address, count, codeIn));
  }

  async close() {
    await new Promise((closed) => this.#server.close(closed));
  }
}

/** The six digits of a mail, which stand within its first five lines. */
function codeIn(mail) {
  const beginning = mail.text.split(/\r?\n/).slice(0, 5).join('\n');
  return beginning.match(/認証コード: (\d{6})$/m)?.[1];
}
