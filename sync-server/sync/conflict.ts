export interface Unseen {
  readonly messageId: string
  readonly direction: 'in' | 'out'
}

/** Somebody was faster: who, what, when. Thrown by a handler; answered as `conflict`. */
export class Conflict extends Error {
  readonly what: string
  readonly by: string | null
  readonly at: number | null
  /** The text that left instead, where one did; of an unseen one, its words. */
  readonly text: string | null
  /** The text that the person had not seen, where that is the matter. */
  readonly unseen: Unseen | null

  constructor(
    what: string,
    by: string | null,
    at: number | null,
    text: string | null = null,
    unseen: Unseen | null = null,
  ) {
    super(what)
    this.name = 'Conflict'
    this.what = what
    this.by = by
    this.at = at
    this.text = text
    this.unseen = unseen
  }
}
