/** The names between main, preload and page. The page itself gets one port to its desk, and nothing else. */
import { z } from 'zod'
import { type Computer, computerChange, type MenuPlace } from '#shared/computer.ts'

/** What the preload may ask of main, with the arguments of each. */
export const ASKED = {
  /** The page listens: hand it a port. */
  'window:ready': z.tuple([]),
  'computer:change': z.tuple([computerChange]),
  'updates:check': z.tuple([]),
  /** Ends the application to put a new version in its place. */
  'updates:restart': z.tuple([]),
} as const

export type Asked = keyof typeof ASKED

/** What main tells the preload, which passes it on to the page under `greenlight:…`. */
export interface Told {
  /** Comes with the port. */
  'window:port': { readonly generation: number }
  /** That desk died; the next one is started in `retryMs`. */
  'window:down': { readonly generation: number; readonly retryMs: number }
  /** `account`: in which venue; absent: that has to be found. `conversationId` null: the venue itself. */
  'window:open': { readonly conversationId: string | null; readonly account?: string }
  'window:go': { readonly place: MenuPlace }
  /** As it is now: after `window:ready`, and whenever it changes. */
  'window:computer': { readonly computer: Computer }
}
