/** The names between main, preload and page. The page itself gets one port to its desk, and nothing else. */
import { z } from 'zod'

/** What the preload may ask of main, with the arguments of each. */
export const ASKED = {
  /** The page listens: hand it a port. */
  'window:ready': z.tuple([]),
} as const

export type Asked = keyof typeof ASKED

/** What main tells the preload, which passes it on to the page under `greenlight:…`. */
export interface Told {
  /** Comes with the port. */
  'window:port': { readonly generation: number }
  /** That desk died; the next one is started in `retryMs`. */
  'window:down': { readonly generation: number; readonly retryMs: number }
  'window:open': { readonly conversationId: string }
}
