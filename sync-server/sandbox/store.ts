import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const textSchema = z.object({
  sid: z.string(),
  /** `inbound`: a phone texted the venue; `outbound`: the venue did; `notice`: the provider itself, after STOP, START or HELP. */
  kind: z.enum(['inbound', 'outbound', 'notice']),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })),
  status: z.enum(['queued', 'sent', 'delivered', 'sending', 'received', 'undelivered']),
  at: z.number(),
  updatedAt: z.number(),
  sentAt: z.number().nullable(),
  statusCallback: z.string().optional(),
  optOutType: z.enum(['STOP', 'START', 'HELP']).optional(),
})

/** One text, either way. Times are milliseconds since the epoch. */
export type Text = z.infer<typeof textSchema>
type TextStatus = Text['status']

const entrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: textSchema }),
  z.object({ type: z.literal('status'), sid: z.string(), status: textSchema.shape.status, at: z.number() }),
  z.object({ type: z.literal('opt_out'), venue: z.string(), phone: z.string(), out: z.boolean() }),
])

type Entry = z.infer<typeof entrySchema>

export interface Store {
  add(text: Text): void
  setStatus(sid: string, status: TextStatus, at: number): void
  setOptOut(venue: string, phone: string, out: boolean): void
  get(sid: string): Text | undefined
  /** Every text, oldest first. */
  all(): readonly Text[]
  /** Every text of one phone, oldest first. */
  ofPhone(phone: string): readonly Text[]
  phones(): string[]
  hasOptedOut(venue: string, phone: string): boolean
}

export function phoneOf(text: Text): string {
  return text.kind === 'inbound' ? text.from : text.to
}

/**
 * What the provider remembers: in memory, and in an append-only file of JSON lines where one is named, so that the phones
 * keep their histories over a restart. `changed` hears of each text as it is added or its status moves.
 */
export function openStore(file: string | undefined, changed: (text: Text) => void): Store {
  const texts: Text[] = []
  const bySid = new Map<string, Text>()
  const byPhone = new Map<string, Text[]>()
  const optOuts = new Set<string>()
  const pair = (venue: string, phone: string) => `${venue} ${phone}`

  const apply = (entry: Entry): Text | undefined => {
    if (entry.type === 'opt_out') {
      const key = pair(entry.venue, entry.phone)
      if (entry.out) optOuts.add(key)
      else optOuts.delete(key)
      return undefined
    }
    if (entry.type === 'status') {
      const text = bySid.get(entry.sid)
      if (!text) return undefined
      text.status = entry.status
      text.updatedAt = entry.at
      if (entry.status === 'sent') text.sentAt = entry.at
      return text
    }
    const text = { ...entry.text }
    texts.push(text)
    bySid.set(text.sid, text)
    const phone = phoneOf(text)
    const own = byPhone.get(phone)
    if (own) own.push(text)
    else byPhone.set(phone, [text])
    return text
  }

  if (file) {
    mkdirSync(dirname(file), { recursive: true })
    for (const entry of existsSync(file) ? readEntries(file) : []) apply(entry)
  }

  const record = (entry: Entry) => {
    if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`)
    const text = apply(entry)
    if (text) changed(text)
  }

  return {
    add: (text) => record({ type: 'text', text }),
    setStatus: (sid, status, at) => record({ type: 'status', sid, status, at }),
    setOptOut: (venue, phone, out) => record({ type: 'opt_out', venue, phone, out }),
    get: (sid) => bySid.get(sid),
    all: () => texts,
    ofPhone: (phone) => byPhone.get(phone) ?? [],
    phones: () => [...byPhone.keys()],
    hasOptedOut: (venue, phone) => optOuts.has(pair(venue, phone)),
  }
}

/** A process killed in the middle of a write leaves half a line at the end: it is cut off, so that the next one starts clean. */
function readEntries(file: string): Entry[] {
  const content = readFileSync(file)
  const whole = content.subarray(0, content.lastIndexOf(0x0a) + 1)
  if (whole.length < content.length) truncateSync(file, whole.length)
  return whole
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => entrySchema.parse(JSON.parse(line)))
}
