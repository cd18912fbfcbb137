import type { OutputChunk } from "../../ipc";

const encoder = new TextEncoder();

/**
 * Takes chunks as they arrive and hands them on in order, once per frame.
 *
 * Offsets count bytes of the kept output. A chunk that was seen already is dropped,
 * one that overlaps is cut, so that following anew after a reconnect repeats nothing.
 */
export class OutputFlow {
  private next = 0;
  private waiting = "";
  private scheduled = false;
  private over = false;

  constructor(
    private readonly write: (text: string) => void,
    private readonly ended: () => void,
    private readonly schedule: (flush: () => void) => void = (flush) => void requestAnimationFrame(flush),
  ) {}

  push(chunk: OutputChunk): void {
    const size = encoder.encode(chunk.text).length;
    const fresh = chunk.offset + size - this.next;
    if (fresh > 0) {
      this.waiting += chunk.offset >= this.next ? chunk.text : tail(chunk.text, fresh);
      this.next = chunk.offset + size;
    }
    this.over ||= chunk.ended;
    if (this.scheduled || (this.waiting === "" && !chunk.ended)) return;
    this.scheduled = true;
    this.schedule(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    const text = this.waiting;
    this.waiting = "";
    if (text !== "") this.write(text);
    if (this.over) this.ended();
  }
}

/** The last `size` bytes of a text. */
function tail(text: string, size: number): string {
  const all = encoder.encode(text);
  return new TextDecoder().decode(all.subarray(all.length - size));
}
