/**
 * Browsers that have opened the console on this machine: a random cookie each, kept as its hash, with the venues that
 * were signed in to through it. It lasts through a restart, so that a console which comes back offline goes on where it was.
 */
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { readJson, writePrivate } from '../desk/files.ts'
import { type DeskKey, deskKey, type Keeping, type Kept, NO_VENUES } from '../desk/keeping.ts'

/** `bound`: the venue that was looked at last. `accounts`: all of them; absent where there was no more than that one. */
const kept = z.array(z.object({ hash: z.string(), bound: deskKey.nullable(), accounts: z.array(deskKey).optional() }))

/** More browsers than that and the oldest has to begin anew. */
const MOST = 200

export interface WebSession {
  /** What its page will look at first. */
  readonly bound: DeskKey | null
  /** The same one for all pages of the browser. */
  readonly keeping: Keeping
}

export interface WebSessions {
  /** @returns the token of a new session. */
  mint(): string
  find(token: string | undefined): WebSession | null
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

export function openWebSessions(file: string): WebSessions {
  const sessions = new Map<string, Kept>()
  const keepings = new Map<string, Keeping>()
  for (const { hash, bound, accounts } of read(file))
    sessions.set(hash, { last: bound, accounts: accounts ?? (bound === null ? [] : [bound]) })

  const save = () => {
    while (sessions.size > MOST) {
      const oldest = sessions.keys().next().value!
      sessions.delete(oldest)
      keepings.delete(oldest)
    }
    const all = [...sessions].map(([hash, { last, accounts }]) => ({ hash, bound: last, accounts }))
    writePrivate(file, JSON.stringify(all))
  }
  const keepingOf = (hash: string): Keeping => {
    const known = keepings.get(hash)
    if (known !== undefined) return known
    const made: Keeping = {
      load: () => sessions.get(hash) ?? NO_VENUES,
      save(now) {
        if (!sessions.has(hash)) return
        sessions.set(hash, now)
        save()
      },
    }
    keepings.set(hash, made)
    return made
  }

  return {
    mint() {
      const token = randomBytes(32).toString('base64url')
      sessions.set(hashOf(token), NO_VENUES)
      save()
      return token
    },
    find(token) {
      if (token === undefined) return null
      const hash = hashOf(token)
      const session = sessions.get(hash)
      return session === undefined ? null : { bound: session.last, keeping: keepingOf(hash) }
    },
  }
}

/** A file that cannot be read costs no more than a sign-in. */
function read(file: string): z.infer<typeof kept> {
  const parsed = kept.safeParse(readJson(file))
  return parsed.success ? parsed.data : []
}
