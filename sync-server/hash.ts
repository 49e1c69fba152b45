import { createHash } from 'node:crypto'

/** SHA-256 of a text, in hex: what is kept of tokens, provider ids and numbers where they themselves may not stay. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
