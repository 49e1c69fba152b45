/** A venue whose texts were judged: the server's database with decisions as settling a turn records them, for a replay. */
import path from 'node:path'
import Database from 'better-sqlite3'
import { failedGates, type GateInput } from '#shared/gates.ts'
import { INTENT_KEYS } from '#shared/intents.ts'
import { type Judged, judge } from '#shared/outcome.ts'
import { OPEN_GATES } from '#shared/testing-gates.ts'
import { DEMO, demoVenue } from '../../sync-server/demo/venue.ts'
import { createVenue } from '../../sync-server/storage/new-venue.ts'
import { openStorage } from '../../sync-server/storage/storage.ts'

export interface JudgedVenue {
  readonly file: string
  /** What every decision was judged by, as it is stored. */
  readonly judged: readonly string[]
  /** Milliseconds since the epoch: the newest text. */
  readonly at: number
}

/** Two minutes lie between two texts. */
const APART = 120_000

export async function judgedVenue(folder: string, texts: number): Promise<JudgedVenue> {
  const at = Date.now()
  const storage = await openStorage({ folder, clock: () => at })
  await createVenue(storage, demoVenue(at), { clock: () => at })
  await storage.close()
  const file = path.join(folder, 'greenlight.db')
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const put = (table: string, row: Readonly<Record<string, unknown>>) => {
    const names = Object.keys(row)
    const quoted = names.map((name) => `"${name}"`).join()
    const statement = db.prepare(`INSERT INTO ${table} (${quoted}) VALUES (${names.map(() => '?').join()})`)
    return (values: Readonly<Record<string, unknown>>) => statement.run(...names.map((name) => values[name]))
  }
  const puts = new Map<string, ReturnType<typeof put>>()
  const insert = (table: string, row: Readonly<Record<string, unknown>>) => {
    const known = puts.get(table) ?? put(table, row)
    puts.set(table, known)
    known(row)
  }
  const seq = db.prepare<[], number>('SELECT seq FROM venue_control').pluck().get()!
  const judged: string[] = []
  db.exec('BEGIN')
  for (let n = 0; n < texts; n += 1) {
    const when = at - (texts - n) * APART
    const kept = textOf(n, when)
    const { outcome, gates, step } = judge(kept)
    const json = JSON.stringify(kept)
    judged.push(json)
    const owned = { venueId: DEMO.id, seq: seq + n + 1 }
    const drafted = step === 'reply'
    insert('decisions', {
      ...owned,
      id: `text${n}`,
      inboundMessageId: `text${n}`,
      conversationId: `thread${n % 10_000}`,
      turnId: `turn${n}`,
      warrant: '{"reply":true,"reason":"Asks something"}',
      intent: kept.course.intent,
      confidence: kept.input.confidence,
      rawConfidence: kept.input.confidence,
      severity: null,
      engine: 'local',
      gates: JSON.stringify(gates),
      outcome,
      reasons: JSON.stringify(failedGates(gates)),
      draftId: drafted ? `draft${n}` : null,
      judged: json,
      at: when,
    })
    if (!drafted) continue
    insert('drafts', {
      ...owned,
      id: `draft${n}`,
      conversationId: `thread${n % 10_000}`,
      inboundMessageId: `text${n}`,
      turnId: `turn${n}`,
      kind: 'reply',
      intent: kept.course.intent,
      text: 'Hi, a trim is £35. Would you like to book one?',
      citations: '[]',
      state: n % 3 === 0 ? 'superseded' : 'approved',
      reasons: '[]',
      problems: '[]',
      stale: 0,
      mustEdit: 0,
      createdAt: when,
      confidence: kept.input.confidence,
      rawConfidence: kept.input.confidence,
    })
    if (n % 3 === 0) continue
    insert('evidence', {
      draftId: `draft${n}`,
      venueId: DEMO.id,
      intent: kept.course.intent,
      right: n % 17 === 0 ? 0 : 1,
      kind: 'approved',
      at: when,
      confidence: kept.input.confidence,
      rawConfidence: kept.input.confidence,
    })
  }
  db.prepare('UPDATE venue_control SET seq = ?').run(seq + texts)
  db.exec('COMMIT')
  db.close()
  return { file, judged, at }
}

/** Every intent and every confidence comes up, always in the same order. */
function textOf(n: number, now: number): Judged {
  const intent = INTENT_KEYS[n % INTENT_KEYS.length]!
  const confidence = 0.6 + ((n * 37) % 400) / 1_000
  const input: GateInput = {
    ...OPEN_GATES,
    now,
    masterOn: false,
    acknowledged: false,
    intent,
    intentMode: 'draft',
    unlocked: n % 2 === 0,
    sparks: 500,
    confidence,
    threshold: null,
    personal: n % 50 === 0,
    problems: n % 40 === 0 ? ['too_long'] : [],
  }
  const course = {
    intent,
    warranted: n % 9 !== 0,
    optOut: false,
    handover: false,
    written: true,
    overtaken: n % 60 === 0,
  }
  return { course, input, doubtful: false }
}
