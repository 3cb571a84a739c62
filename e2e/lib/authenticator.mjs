// A USB key with a passkey or two: Chromium's virtual authenticator. Its owner touches it whenever it asks.

const KEY = {
  protocol: 'ctap2',
  transport: 'usb',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

export class SecurityKey {
  #browser;
  #id;

  /** Plugs a new key into the computer of this visitor. */
  static async plugIn(visitor) {
    const key = new SecurityKey();
    key.#browser = await visitor.page.context().newCDPSession(visitor.page);
    await key.#browser.send('WebAuthn.enable');
    const { authenticatorId } = await key.#browser.send('WebAuthn.addVirtualAuthenticator', { options: KEY });
    key.#id = authenticatorId;
    return key;
  }

  /** The passkeys on it. */
  async passkeys() {
    const { credentials } = await this.#browser.send('WebAuthn.getCredentials', { authenticatorId: this.#id });
    return credentials;
  }

  /** Whether its PIN is known to whoever sits there. */
  async knowsThePin(isUserVerified) {
    await this.#browser.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified });
  }

  /** Pulls it out: what is on it is lost. */
  async pullOut() {
    await this.#browser.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#id });
  }
}
