/**
 * A host's desks: one for each person at each venue, each in a folder of its own, all at work at once. A console has
 * some of them; a connection to it looks at one at a time, or at none, and only its own window changes which.
 */
import { type ConnectionOptions, connect, type DeskConnection } from './connection.ts'
import { createConsoles } from './consoles.ts'
import { createDesks, type DesksOptions } from './desks.ts'
import type { DeskKey } from './keeping.ts'

export interface Hub {
  /** Somebody of that desk is about to connect: it begins to open meanwhile. */
  expect(key: DeskKey): void
  connect(options: ConnectionOptions): Promise<DeskConnection>
  /** Closes every desk. */
  close(): Promise<void>
}

export function createHub(options: DesksOptions): Hub {
  const desks = createDesks(options)
  const consoles = createConsoles(desks)
  return {
    expect(key) {
      // Whoever connects is told of the trouble.
      desks.of(key, true).catch(() => null)
    },
    connect: (whom) => connect(desks, consoles, whom),
    close: desks.close,
  }
}
