/** No statement of the daily work may walk through all that a venue has ever seen: SQLite is asked how it would run each. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { startScheduler } from '../scheduler.ts'
import { reconcile } from '../sending/reconcile.ts'
import { readChanges, readRecent } from '../sync/feed.ts'
import { readLines, readRecentLines } from '../sync/feed-lines.ts'
import { testServer, withAutoSend } from '../testing.ts'

/** What grows with every text. */
const HISTORY = 'messages|conversations|contacts|drafts|decisions|provider_ids|commands|field_writes|wallet|cap_log'
const WALKS = new RegExp(`^SCAN (${HISTORY})\\b|^SEARCH (${HISTORY}) USING INDEX \\w+_feed \\(venueId=\\?\\)$`)

afterEach(() => vi.restoreAllMocks())

/** What the test itself asks, and the newest of a list: it ends with the first rows. */
const HARMLESS =
  /^select \* from "\w+" order by "seq"$|^select "id" from "messages" where "state" = \? and "notBefore" <= \?$|order by "seq" desc limit \?$/

/** Every statement that is run from now on, with the values that it was last run with. */
function listen(): ReadonlyMap<string, readonly unknown[]> {
  const heard = new Map<string, readonly unknown[]>()
  const prepare = Database.prototype.prepare
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, text: string) {
    const statement = prepare.call(this, text)
    for (const method of ['all', 'run'] as const) {
      const run = statement[method].bind(statement) as (...values: unknown[]) => never
      statement[method] = (...values: unknown[]) => {
        heard.set(text, values)
        return run(...values)
      }
    }
    return statement
  } as typeof prepare)
  return heard
}

function walking(file: string, heard: ReadonlyMap<string, readonly unknown[]>): string[] {
  const db = new Database(file, { readonly: true })
  db.function('noted', (text) => text)
  const found = [...heard]
    .filter(([text]) => /^(select|update|delete|insert)\b/i.test(text) && !HARMLESS.test(text))
    .flatMap(([text, values]) => {
      const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all(...values)
      return plan.filter(({ detail }) => WALKS.test(detail)).map(({ detail }) => `${detail}: ${text}`)
    })
  db.close()
  return found
}

test('texts, drafts, sends, commands, the kill switch, upkeep and the feed find what they need by an index', async () => {
  const heard = listen()
  await using s = await testServer()
  await withAutoSend(s)
  await s.text('How much is a balayage?')
  await s.text('And a trim?', '+447700900151')
  await s.text('STOP', '+447700900152')
  s.pass(MINUTE)
  await s.step()
  s.pass(20 * SECOND)
  await s.step()
  await s.text('Is there parking?')
  s.pass(MINUTE)
  await s.step()
  const draft = (await s.rows('drafts')).find((d) => d.state === 'pending')!
  await s.command('draft.approve', { draftId: draft.id }, { as: s.staff, basis: draft.seq })
  s.pass(5 * SECOND)
  await s.step()
  const [conversation] = await s.rows('conversations')
  const { id } = conversation!
  await s.command('conversation.snooze', { ids: [id], until: s.now() + MINUTE })
  await s.command('conversation.handoff', { id, route: 'Call' })
  await s.command('conversation.resume', { id })
  await s.command('message.send', { conversationId: id, text: 'Hello' })
  await s.command('conversation.close', { ids: [id] })
  // A long list of ids looks to a planner as dear as the whole table.
  const ids = [id, ...Array.from({ length: 199 }, (_, n) => `not there ${n}`)]
  await s.command('bulk.apply', { bulkId: 'bulk-1', ids, change: { kind: 'reply_mode', mode: 'draft' } })
  await s.command('bulk.undo', { bulkId: 'bulk-1' })
  await s.command('killswitch.engage', {})
  await s.command('killswitch.release', {})
  await s.command('autosend.disable_all', {})
  const scheduler = startScheduler(s.deps)
  await vi.waitFor(() => expect([...heard.keys()].some((text) => /"snoozedUntil" from/.test(text))).toBe(true))
  await scheduler.close()
  await reconcile(s.deps, s.venueId)
  const feed = { venueId: s.venueId, role: 'owner', since: 0, limit: 1_000 } as const
  await s.deps.storage.read((db) => readChanges(db, feed))
  await s.deps.storage.read((db) => readLines(db, feed))
  await s.deps.storage.read((db) => readRecent(db, s.venueId, 'owner', 50))
  await s.deps.storage.read((db) => readRecentLines(db, { venueId: s.venueId, role: 'owner', limit: 50 }))
  expect(heard.size).toBeGreaterThan(100)
  expect(walking(path.join(s.storage.folder, 'greenlight.db'), heard)).toEqual([])
})
