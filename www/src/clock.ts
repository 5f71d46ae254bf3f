// The server's clock as this page knows it: the instant it told, plus what has passed since.

export class ServerClock {
  #origin: number;
  #heard: number;

  constructor(now: string) {
    this.#origin = Date.parse(now);
    this.#heard = performance.now();
  }

  /** Takes the server's word for the present again, say after a laptop slept. */
  set(now: string): void {
    this.#origin = Date.parse(now);
    this.#heard = performance.now();
  }

  /** Milliseconds since 1970, by the server. */
  now(): number {
    return this.#origin + (performance.now() - this.#heard);
  }

  /** The present as an instant of a quote: UTC, whole seconds, the fraction cut off. */
  at(): string {
    return instant(this.now());
  }

  /** Milliseconds until an instant; negative once it has passed. */
  until(at: string): number {
    return Date.parse(at) - this.now();
  }
}

function instant(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
