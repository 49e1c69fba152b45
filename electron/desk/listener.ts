import type { WindowApi } from '#shared/rpc.ts'

/** What the desk of one venue tells whoever is attached to it; which venues there are, it does not know. */
export type DeskListener = Omit<WindowApi, 'venuesChanged'>
