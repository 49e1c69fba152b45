/**
 * Browsers that have opened the console on this machine: a random cookie each, kept as its hash, with the person who
 * signed in through it. It lasts through a restart, so that a console which comes back offline goes on where it was.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { readJson, writePrivate } from '../desk/files.ts'
import { type DeskKey, deskKey } from '../desk/hub.ts'

const kept = z.array(z.object({ hash: z.string(), bound: deskKey.nullable() }))

/** More browsers than that and the oldest has to begin anew. */
const MOST = 200

export interface WebSession {
  readonly bound: DeskKey | null
}

export interface WebSessions {
  /** @returns the token of a new session. */
  mint(): string
  find(token: string | undefined): WebSession | null
  bind(token: string, bound: DeskKey | null): void
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

export function openWebSessions(file: string): WebSessions {
  const sessions = new Map<string, WebSession>()
  for (const { hash, bound } of read(file)) sessions.set(hash, { bound })

  const save = () => {
    while (sessions.size > MOST) sessions.delete(sessions.keys().next().value!)
    writePrivate(file, JSON.stringify([...sessions].map(([hash, { bound }]) => ({ hash, bound }))))
  }

  return {
    mint() {
      const token = randomBytes(32).toString('base64url')
      sessions.set(hashOf(token), { bound: null })
      save()
      return token
    },
    find: (token) => (token === undefined ? null : (sessions.get(hashOf(token)) ?? null)),
    bind(token, bound) {
      sessions.set(hashOf(token), { bound })
      save()
    },
  }
}

/** A file that cannot be read costs no more than a sign-in. */
function read(file: string): z.infer<typeof kept> {
  const parsed = kept.safeParse(readJson(file))
  return parsed.success ? parsed.data : []
}
