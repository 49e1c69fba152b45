/** A first load in one go, against the same rows landed page by page. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Change } from '#shared/feed.ts'
import { deepRuns } from '#shared/testing.ts'
import { beginList, loadOf, makeReady } from './first-load.ts'
import { beginText, textOf } from './load-text.ts'
import { prepareLoading } from './load-threads.ts'
import { onDemand, openMirror } from './mirror.ts'
import { verify } from './mirror-health.ts'
import type { TextThread, WriterThread } from './mirror-thread.ts'
import { openMirrorWriter } from './mirror-writer.ts'
import { until } from './testing-desk.ts'
import { agentRow, conversationRow, decisionRow, draftRow, messageRow } from './testing-rows.ts'
import { openWriter } from './writer.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'greenlight-load-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => {
  const file = path.join(folder, String(files++), 'mirror.db')
  mkdirSync(path.dirname(file))
  return file
}

const pagesOf = (rows: readonly Change[], size: number): Change[][] =>
  rows.length === 0 ? [] : [rows.slice(0, size), ...pagesOf(rows.slice(size), size)]

/** Both ways. @returns the files */
function mirrors(rows: readonly Change[], size: number): { readonly landed: string; readonly loaded: string } {
  const [landed, loaded] = [newFile(), newFile()]
  const position = { cursor: rows.at(-1)!.seq, feedId: 'f', loaded: true }
  const pages = pagesOf(rows, size)
  const slow = openMirrorWriter(landed)
  for (const [i, page] of pages.entries())
    slow.land(page, i === pages.length - 1 ? position : { cursor: page.at(-1)!.seq, feedId: 'f', loaded: false })
  while (slow.indexSome());
  slow.close()
  const quick = openWriter(loaded)
  const text = beginText(textOf(loadOf(loaded)))
  for (const page of pages) {
    const ready = makeReady(page)
    quick.load([ready])
    text.add(ready.texts)
  }
  quick.listLoad()
  text.finish()
  quick.finishLoad(position)
  text.close()
  quick.takePlace()
  expect(quick.indexSome()).toBe(false)
  quick.close()
  return { landed, loaded }
}

/** What a conversation has been in on the way may be left behind as a set of none. */
const NOT_EMPTY: Readonly<Record<string, string>> = {
  sets: 'WHERE bits <> zeroblob(length(bits))',
  set_sizes: 'WHERE n > 0',
}

/** All that stands in a mirror, table by table; of the full text, which rows hold which words. */
function contents(file: string): Record<string, unknown[]> {
  const db = new Database(file)
  verify(db)
  for (const table of ['search_messages', 'search_customers'])
    db.exec(`INSERT INTO ${table} (${table}, rank) VALUES ('integrity-check', 1);
      CREATE VIRTUAL TABLE temp.${table}_words USING fts5vocab (main, ${table}, instance)`)
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'")
    .pluck()
    .all()
  const all = Object.fromEntries(
    [...tables, 'search_messages_words', 'search_customers_words'].map((table) => {
      const query = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ${NOT_EMPTY[table] ?? ''}`)
      const rows = query.all().map((row) => JSON.stringify(row))
      return [table, rows.sort()]
    }),
  )
  db.close()
  return all
}

const id = fc.integer({ min: 0, max: 7 }).map((n) => `c${n}`)
const one = fc.oneof(
  fc
    .record({
      id,
      state: fc.constantFrom('open', 'closed', 'snoozed'),
      mergedInto: fc.option(id, { freq: 4 }),
      assigneeId: fc.constantFrom(null, 'staff'),
      waitingSince: fc.option(fc.nat(9)),
    })
    .map(({ id, ...change }) => ({ table: 'conversations', id, row: conversationRow(id, change) })),
  fc
    .record({
      n: fc.nat(30),
      conversationId: id,
      state: fc.constantFrom('queued', 'delivered', 'failed', 'unknown', 'withdrawn'),
      body: fc.constantFrom('How much is a trim?', 'Trim at three', 'See you'),
      createdAt: fc.nat(20),
    })
    .map(({ n, ...change }) => ({ table: 'messages', id: `m${n}`, row: messageRow({ id: `m${n}`, ...change }) })),
  fc
    .record({ conversationId: id, state: fc.constantFrom('pending', 'approved'), createdAt: fc.nat(9) })
    .map(({ conversationId: c, ...change }) => ({ table: 'drafts', id: `d-${c}`, row: draftRow(`d-${c}`, c, change) })),
  fc
    .record({
      conversationId: id,
      n: fc.nat(9),
      at: fc.nat(9),
      outcome: fc.constantFrom('drafted', 'merged'),
      intent: fc.constantFrom('pricing', 'hours', 'enquiry'),
    })
    .map(({ conversationId: c, n, ...change }) => ({
      table: 'decisions',
      id: `e${n}`,
      row: decisionRow(`e${n}`, c, change),
    })),
  fc.nat(3).map((n) => ({ table: 'agents', id: `a${n}`, row: agentRow(`a${n}`) })),
  fc.constantFrom('conversations', 'messages', 'contacts').map((table) => ({ table, id: 'gone', row: null })),
  fc.constant({ table: 'drafts', id: 'odd', row: { nonsense: true } }),
  fc.constant({ table: 'of tomorrow', id: 'x', row: {} }),
)
const numbered = (rows: readonly Omit<Change, 'seq'>[]): Change[] => rows.map((row, i) => ({ ...row, seq: i + 1 }))
const named = ({ table, id }: Omit<Change, 'seq'>) => `${table} ${id}`

describe('a mirror that was loaded', () => {
  it('is the one that lands page by page, row for row', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: named, minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 25 }),
        (rows, size) => {
          const { landed, loaded } = mirrors(numbered(rows), size)
          expect(contents(loaded)).toEqual(contents(landed))
        },
      ),
      { numRuns: deepRuns(12, 2_000) },
    )
  })

  it('has the newer one of a row that came twice', () => {
    const rows = numbered([
      { table: 'agents', id: 'a1', row: null },
      { table: 'conversations', id: 'c1', row: null },
      { table: 'conversations', id: 'c2', row: conversationRow('c2') },
      { table: 'messages', id: 'm1', row: null },
      { table: 'messages', id: 'm2', row: messageRow({ id: 'm2', conversationId: 'c1', body: 'Hello' }) },
      { table: 'agents', id: 'a1', row: agentRow('a1') },
      { table: 'conversations', id: 'c1', row: conversationRow('c1') },
      { table: 'conversations', id: 'c2', row: null },
      { table: 'messages', id: 'm1', row: messageRow({ id: 'm1', conversationId: 'c1', body: 'Hello again' }) },
    ])
    const { loaded } = mirrors(rows, 3)
    const db = new Database(loaded, { readonly: true })
    const standing = (table: string) =>
      db.prepare(`SELECT id, row IS NOT NULL AS there FROM ${table} ORDER BY id`).all()
    expect(standing('agents')).toEqual([{ id: 'a1', there: 1 }])
    expect(standing('conversations')).toEqual([
      { id: 'c1', there: 1 },
      { id: 'c2', there: 0 },
    ])
    expect(standing('messages')).toEqual(['m1', 'm2'].map((id) => ({ id, there: 1 })))
    expect(db.prepare('SELECT count(*) FROM search_customers').pluck().get()).toBe(1)
    db.close()
    // The full text is of the rows that stand.
    contents(loaded)
  })

  it('knows a conversation by what was decided last', () => {
    const decided = (id: string, at: number, change: object) => ({
      table: 'decisions',
      id,
      row: decisionRow(id, 'c1', { at, outcome: 'drafted', ...change }),
    })
    const rows = numbered([
      { table: 'conversations', id: 'c1', row: conversationRow('c1') },
      { table: 'conversations', id: 'c2', row: conversationRow('c2') },
      decided('e1', 5, { intent: 'enquiry' }),
      decided('e2', 7, { intent: 'pricing' }),
      decided('e3', 7, { intent: 'hours' }),
      decided('e4', 6, { intent: 'general' }),
      decided('e5', 9, { intent: 'enquiry', outcome: 'merged' }),
    ])
    const { landed, loaded } = mirrors(rows, 3)
    expect(contents(loaded)).toEqual(contents(landed))
    const db = new Database(loaded, { readonly: true })
    const intents = db.prepare("SELECT beside ->> 'intent' FROM inbox ORDER BY rid").pluck().all()
    expect(intents).toEqual(['hours', null])
    db.close()
  })

  it('begins again where its full text could not be made', async () => {
    const file = newFile()
    const { mirror } = openMirror(file)
    const agent = (n: number) => makeReady(numbered([{ table: 'agents', id: `a${n}`, row: agentRow(`a${n}`) }]))
    const position = { cursor: 1, feedId: 'f', loaded: true }
    // By then its thread is up, and has thrown away what was left.
    await mirror.verify()
    mkdirSync(textOf(loadOf(file)))
    await mirror.load([agent(1)])
    await expect(mirror.finishLoad(position)).rejects.toThrow()
    rmdirSync(textOf(loadOf(file)))
    await mirror.load([agent(2)])
    await mirror.finishLoad(position)
    const onRefused = () => expect.unreachable()
    const placed = await mirror.takePlace({ clock: () => 0, signal: new AbortController().signal, onRefused })
    expect(placed.reads.all('agents').map(({ id }) => id)).toEqual(['a2'])
    await until(() => expect(existsSync(textOf(loadOf(file)))).toBe(false))
    await placed.close()
    expect(readdirSync(path.dirname(file)).sort()).toEqual(['mirror.db', 'mirror.db-seal'])
  })

  it('waits where its full text falls far behind', async () => {
    const held = Promise.withResolvers<void>()
    const writer = { load: async () => undefined } as unknown as WriterThread
    const text: TextThread = { add: () => held.promise, finish: async () => undefined, close: async () => undefined }
    const loading = prepareLoading(
      loadOf(newFile()),
      async () => writer,
      async () => text,
    )
    const loads = Array.from({ length: 60 }, () => loading.load([makeReady([])]))
    const waits = new Promise((resolve) => setImmediate(resolve, 'waits'))
    expect(await Promise.race([Promise.all(loads), waits])).toBe('waits')
    held.resolve()
    await Promise.all(loads)
  })

  it('goes to the disk while its indexes are made', async () => {
    const file = loadOf(newFile())
    writeFileSync(file, 'rows')
    const probe = await open(file)
    const brought = vi.spyOn(Object.getPrototypeOf(probe) as FileHandle, 'datasync')
    onTestFinished(() => brought.mockRestore())
    await probe.close()
    const listed = Promise.withResolvers<void>()
    const writer = { listLoad: () => listed.promise, finishLoad: async () => undefined } as unknown as WriterThread
    const text = { close: async () => undefined } as TextThread
    const loading = prepareLoading(
      file,
      async () => writer,
      async () => text,
    )
    const finished = loading.finishLoad({ cursor: 1, feedId: 'f', loaded: true })
    await until(() => expect(brought).toHaveBeenCalledTimes(1))
    listed.resolve()
    await finished
  })

  it('throws away what a load that was broken off has left', () => {
    const file = newFile()
    for (const left of [loadOf(file), textOf(loadOf(file))]) writeFileSync(left, 'half of a page')
    const writer = openWriter(file)
    writer.close()
    expect(readdirSync(path.dirname(file))).toEqual(['mirror.db'])
  })
})

describe('a first list', () => {
  it('is in the mirror what its rows would be that had landed one by one', () => {
    const finish = (file: string) => {
      const db = new Database(file, { readonly: true })
      const byName = db.prepare('SELECT rowid, * FROM search_customers').all()
      db.close()
      const writer = openMirrorWriter(file)
      while (writer.indexSome());
      writer.close()
      return { ...contents(file), byName }
    }
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: named, minLength: 1, maxLength: 60 }), (some) => {
        const [landed, filled] = [newFile(), newFile()]
        const rows = numbered(some)
        const slow = openMirrorWriter(landed)
        const { unreadable, typed } = slow.land(rows, null)
        slow.close()
        const list = beginList(filled)
        expect(list.fill(rows)).toMatchObject({ unreadable, typed, erased: false, happenings: [] })
        list.close()
        expect(finish(filled)).toEqual(finish(landed))
      }),
      { numRuns: deepRuns(12, 2_000) },
    )
  })

  it('is refused whole where a row comes twice, and lands then as other rows do', async () => {
    const file = newFile()
    const { mirror } = openMirror(file)
    const rows = numbered(
      [1, 2].map((n) => ({ table: 'agents', id: 'a1', row: agentRow('a1', { name: `Wren ${n}` }) })),
    )
    await expect(mirror.land(rows, null)).rejects.toThrow('UNIQUE')
    await mirror.land(rows, null)
    expect(mirror.reads.all('agents').map(({ name }) => name)).toEqual(['Wren 2'])
    await mirror.close()
  })
})

describe("a mirror's thread", () => {
  const soon = () => {
    let begun = 0
    const close = async () => undefined
    const writer = onDemand(
      async () => {
        begun += 1
        return { close } as unknown as WriterThread
      },
      () => undefined,
    )
    writer.soon()
    writer.soon()
    return { writer, begun: () => begun }
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  it('comes up once those who wait for its first list have it', async () => {
    const { begun } = soon()
    await Promise.resolve()
    expect(begun()).toBe(0)
    await turn()
    expect(begun()).toBe(1)
  })

  /** @returns how many threads have begun since */
  const threads = () => {
    let begun = 0
    const count = () => {
      begun += 1
    }
    process.on('worker', count)
    onTestFinished(() => void process.off('worker', count))
    return () => begun
  }

  it('begins behind the first list of a new mirror', async () => {
    const begun = threads()
    const { mirror } = openMirror(newFile())
    await turn()
    expect(begun()).toBe(0)
    await mirror.land(numbered([{ table: 'agents', id: 'a1', row: agentRow('a1') }]), null)
    await until(() => expect(begun()).toBe(1))
    await mirror.close()
  })

  it('does not come up after the mirror was closed', async () => {
    const { writer, begun } = soon()
    await writer.close()
    await turn()
    expect(begun()).toBe(0)
  })
})

describe('a mirror that lands', () => {
  it('keeps its list as its rows make it, whatever comes together', () => {
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 25 }),
        fc.boolean(),
        (rows, size, loaded) => {
          const writer = openMirrorWriter(newFile())
          for (const page of pagesOf(numbered(rows), size))
            writer.land(page, { cursor: page.at(-1)!.seq, feedId: 'f', loaded })
          writer.verify()
          writer.close()
        },
      ),
      { numRuns: deepRuns(15, 1_000) },
    )
  })

  it('keeps the list of many at once', () => {
    const many = Array.from({ length: 150 }, (_, i) => `c${i}`)
    const first = many.flatMap((id, i): Omit<Change, 'seq'>[] => [
      { table: 'conversations', id, row: conversationRow(id, i % 10 === 9 ? { mergedInto: `c${i - 1}` } : {}) },
      ...(i % 3 === 0 ? [{ table: 'drafts', id: `d-${id}`, row: draftRow(`d-${id}`, id) }] : []),
      ...(i % 5 === 0
        ? [
            {
              table: 'messages',
              id: `m-${id}`,
              row: messageRow({ id: `m-${id}`, conversationId: id, state: 'failed' }),
            },
          ]
        : []),
    ])
    const then = many.map((id, i) => ({
      table: 'conversations',
      id,
      row: conversationRow(id, { state: i % 2 ? 'closed' : 'open' }),
    }))
    const rows = numbered([...first, ...then])
    const writer = openMirrorWriter(newFile())
    for (const page of [rows.slice(0, first.length), rows.slice(first.length)]) {
      writer.land(page, { cursor: page.at(-1)!.seq, feedId: 'f', loaded: true })
      writer.verify()
    }
    writer.close()
  })
})

it('is closed in order where nothing has landed yet', async () => {
  const file = newFile()
  const { mirror } = openMirror(file)
  await mirror.close()
  expect(readdirSync(path.dirname(file)).sort()).toEqual(['mirror.db', 'mirror.db-seal'])
})

describe('a load whose place is refused', () => {
  const agent = (n: number) => numbered([{ table: 'agents', id: `a${n}`, row: agentRow(`a${n}`) }])
  /** A mirror with one agent, a finished load with another; what the system refuses here is to read the load. */
  const begin = async () => {
    const file = newFile()
    const { mirror } = openMirror(file)
    await mirror.land(agent(1), null)
    await mirror.load([makeReady(agent(2))])
    await mirror.finishLoad({ cursor: 1, feedId: 'f', loaded: true })
    renameSync(loadOf(file), `${file}-held`)
    const refused: [unknown, boolean][] = []
    const closing = new AbortController()
    let now = 0
    const placed = mirror.takePlace({
      clock: () => now,
      signal: closing.signal,
      onRefused: (error, forGood) => void refused.push([(error as { code?: unknown }).code, forGood]),
    })
    await until(() => expect(refused).toEqual([['ENOENT', false]]))
    const later = () => {
      now += 60_000
    }
    const end = async () => {
      const mirror = await placed
      const agents = mirror.reads.all('agents').map(({ id }) => id)
      const { loaded } = mirror.position()
      await mirror.close()
      return { agents, loaded, refused }
    }
    return { file, later, closing, end }
  }

  it('is tried again', async () => {
    const { file, end } = await begin()
    renameSync(`${file}-held`, loadOf(file))
    expect(await end()).toEqual({ agents: ['a2'], loaded: true, refused: [['ENOENT', false]] })
  })

  it.each(['it is closed', 'it was tried long enough'])('leaves the mirror as it was, where %s', async (why) => {
    const { file, later, closing, end } = await begin()
    if (why === 'it is closed') closing.abort()
    else later()
    const refused = [false, true].map((forGood) => ['ENOENT', forGood])
    expect(await end()).toEqual({ agents: ['a1'], loaded: false, refused })
    expect(openMirror(file).rebuilt).toBeNull()
  })
})
