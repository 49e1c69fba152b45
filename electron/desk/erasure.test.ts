/** A customer who is erased at the server is gone from every file of a desk as well: looked for byte by byte. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { seed } from './testing.ts'
import { TestDesk, until } from './testing-desk.ts'
import { conversationRow, draftRow, messageRow } from './testing-rows.ts'

const NUMBER = '+447700900777'
const NEEDLES = [
  'Zebedee',
  'zebedee',
  'Quillfeather',
  'Xylophonius',
  'xylophonius',
  'Ylangamine',
  '7700900777',
  '00900777',
]

function found(folder: string): string[] {
  const out: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = readFileSync(path.join(entry.parentPath, entry.name))
    for (const needle of NEEDLES)
      for (const encoding of ['utf8', 'utf16le'] as const)
        if (bytes.includes(Buffer.from(needle, encoding))) out.push(`${entry.name}: ${needle} (${encoding})`)
  }
  return out
}

/** Rows of the index for words that begin so, whatever the tables beside it hold. */
function indexed(folder: string, begins: string): number {
  const db = new Database(path.join(folder, 'mirror.db'), { fileMustExist: true })
  try {
    const hits = (table: string) =>
      db.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE ${table} MATCH ?`).pluck().get(`"${begins}"*`)!
    return hits('search_messages') + hits('search_customers')
  } finally {
    db.close()
  }
}

/** A desk with one customer to erase among others: rows, index, commands, notices and typed words. */
async function started(): Promise<TestDesk> {
  const desk = await TestDesk.start()
  seed(desk.server, 30)
  const name = { customerName: 'Zebedee Quillfeather', customerNumber: NUMBER, contactId: 'zc' }
  desk.server.change((put) => {
    const contact = {
      id: 'zc',
      name: 'Zebedee Quillfeather',
      number: NUMBER,
      email: null,
      optedOut: false,
      consent: [],
    }
    put('contacts', 'zc', { ...contact, note: 'Ylangamine', createdAt: 1 })
    put('conversations', 'z', conversationRow('z', { ...name, lastText: 'Xylophonius' }))
    for (let i = 0; i < 300; i++)
      put('messages', `z${i}`, messageRow({ id: `z${i}`, conversationId: 'z', body: `Xylophonius ${i}`, createdAt: i }))
    put('drafts', 'zd', draftRow('zd', 'z', { text: 'Dear Zebedee' }))
  })
  await desk.signIn()
  await desk.command('message.send', { conversationId: 'z', text: 'Dear Zebedee, poor Xylophonius' })
  await desk.answered()
  await desk.api.saveTyped({ conversationId: 'z', place: 'reply', draftId: null, text: 'Zebedee, about Ylangamine' })
  await until(() => expect(indexed(desk.folder(), 'xylo')).toBeGreaterThan(300))
  return desk
}

function erase(desk: TestDesk): void {
  const theirs = desk.server.all().filter(({ table, row }) => {
    const { conversationId, id } = (row ?? {}) as { conversationId?: string; id?: string }
    return conversationId === 'z' || (table === 'conversations' && id === 'z') || id === 'zc'
  })
  desk.server.change((put) => {
    // As the server does it: whom all of it belongs to comes last.
    for (const last of [false, true])
      for (const { table, id } of theirs) if ((table === 'contacts') === last) put(table as 'contacts', id, null)
  })
}

it('leaves nothing in the mirror, its index, its log or the queue', async () => {
  await using desk = await started()
  writeFileSync(path.join(desk.folder(), 'mirror.db.aside-1'), 'damaged, with Zebedee in it')
  await desk.goOffline()
  await desk.command('conversation.note', { id: 'z', text: 'Rang Zebedee' })
  expect(new Set(found(desk.folder()).map((f) => f.split(':')[0]))).toContain('queue.db-wal')
  await desk.server.comeBack()
  await desk.answered()
  erase(desk)
  await desk.inStep()
  await until(() => expect(found(desk.folder())).toEqual([]))
  for (const begins of ['z', 'ze', 'zeb', 'zebede', 'xylo', '7700900777', '900777', 'ylang'])
    expect([begins, indexed(desk.folder(), begins)]).toEqual([begins, 0])
  // Everybody else is there, and is found.
  expect((await desk.api.inbox({ view: 'everything' })).total).toBe(30)
  expect(await desk.api.thread('z')).toBeNull()
})

it('takes what was offline at the time along at its next sync, with what it had queued', async () => {
  await using desk = await started()
  await desk.goOffline()
  await desk.command('message.send', { conversationId: 'z', text: 'Dear Zebedee, are you there?' })
  await desk.hub.close()
  await desk.server.comeBack()
  erase(desk)
  await desk.open()
  await desk.inStep()
  await until(() => expect(found(desk.folder())).toEqual([]))
})

it('goes on where it was cut short', async () => {
  await using desk = await started()
  erase(desk)
  await desk.inStep()
  await until(() => expect(found(desk.folder())).toEqual([]))
  await desk.hub.close()
  rmSync(path.join(desk.folder(), 'mirror.db-seal'))
  const db = new Database(path.join(desk.folder(), 'mirror.db'))
  db.prepare("INSERT INTO meta (key, value) VALUES ('erased', ?)").run(JSON.stringify(['z', 'zc']))
  db.close()
  const queue = new Database(path.join(desk.folder(), 'queue.db'))
  queue.prepare("INSERT INTO typed VALUES ('reply_z', 'z', 'reply', NULL, 'Dear Zebedee', 1, 'kept')").run()
  queue.close()
  await desk.open()
  await until(() => expect(found(desk.folder())).toEqual([]))
})
