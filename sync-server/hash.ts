import { createHmac, hash } from 'node:crypto'

/** SHA-256 of a text, in hex: what is kept of tokens and provider ids, which nobody can guess. */
export function sha256(text: string): string {
  return hash('sha256', text)
}

/** A hash of what could be guessed by trying: worth nothing without the venue's salt. @param hash of the text, by `sha256` */
export function keyed(salt: string, hash: string): string {
  return createHmac('sha256', salt).update(hash).digest('hex')
}
