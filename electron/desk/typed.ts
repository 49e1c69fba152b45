/**
 * Words that a person has typed and not sent. They lie here at once and are told to the server soon after, which hands
 * them to that person's other desks; of two texts of one place the later stands. Nothing that was typed is dropped: what
 * loses without ever having been told is put aside.
 */
import type { Logger } from 'pino'
import type { Clock } from '#shared/clock.ts'
import { typedIdOf, typedKeyOf } from '#shared/ids.ts'
import type { TypedRow, TypedText } from '#shared/rows.ts'
import { wait } from './backoff.ts'
import { codeOf } from './files.ts'
import type { Reads } from './reads.ts'
import type { Server } from './server.ts'
import type { TypedStore } from './typed-store.ts'

/** What is known of a conversation's typed words, here and on the server: of each place the latest. */
export function typedIn(store: TypedStore, reads: Reads, conversationId: string): readonly TypedText[] {
  const latest = new Map<string, TypedText>()
  for (const { id: _, personId: _1, ...typed } of reads.typed(conversationId)) latest.set(typedKeyOf(typed), typed)
  for (const typed of store.of(conversationId)) {
    const key = typedKeyOf(typed)
    if (typed.at >= (latest.get(key)?.at ?? 0)) latest.set(key, typed)
  }
  return [...latest.values()]
}

export interface TypedOptions {
  readonly store: TypedStore
  readonly personId: string
  readonly server: Server
  readonly clock: Clock
  readonly logger: Logger
  /** Between two requests, in milliseconds. */
  readonly pauseMs?: number
  read<T>(run: (reads: Reads) => T): Promise<T>
  token(): string | null
  reachable(): boolean
  onSessionEnded(): void
  /** Typed words of these conversations are others now. */
  onChanged(conversationIds: readonly string[]): void
}

export interface TypedKeeper {
  /** Durable when it answers. */
  save(typed: Omit<TypedText, 'at'>): Promise<TypedText>
  /** The mirror has new rows of these ids. */
  landed(ids: readonly string[]): void
  /** The server may be heard again. */
  kick(): void
  close(): void
}

const PAUSE = 500
const BATCH = 50
/** Characters that a place holds. */
const MOST = 5_000

export function keepTyped(options: TypedOptions): TypedKeeper {
  const { store, personId, server, clock, logger } = options
  const stop = new AbortController()
  let telling = false

  const put = async (typed: Omit<TypedText, 'at'>): Promise<TypedText> => {
    const mirrored = await options.read((reads) => reads.typedById(typedIdOf(personId, typed))?.at ?? 0)
    // Later than what it takes the place of, whatever the clocks say.
    const before = Math.max(mirrored, store.get(typedKeyOf(typed))?.at ?? 0)
    const stamped = { ...typed, at: Math.max(clock(), before + 1) }
    store.put(stamped)
    return stamped
  }

  const tell = async () => {
    if (telling) return
    telling = true
    while (!stop.signal.aborted && options.reachable()) {
      const token = options.token()
      const texts = token === null ? [] : store.untold(BATCH)
      if (token === null || texts.length === 0) break
      const answer = await server.typed(token, { texts: [...texts] })
      if (stop.signal.aborted) break
      if (answer.kind === 'unauthorised') options.onSessionEnded()
      if (answer.kind === 'unauthorised') break
      if (answer.kind === 'refused') logger.warn({ code: answer.refusal.code }, 'typed words were refused')
      // What the server will never take stays here, and is not offered again.
      if (answer.kind === 'ok' || answer.kind === 'refused')
        store.told(texts, answer.kind === 'ok' ? answer.value.kept : [])
      // One request that got no answer is no sign that the server is gone: the sync finds that out.
      const patience = answer.kind === 'busy' ? (answer.retryAfter ?? 0) : 0
      await wait(Math.max(options.pauseMs ?? PAUSE, patience), stop.signal)
    }
    telling = false
  }
  const kick = () => {
    tell().catch((error: unknown) => {
      telling = false
      trouble(error)
    })
  }
  const trouble = (error: unknown) => {
    if (!stop.signal.aborted) logger.error({ code: codeOf(error) }, 'typed words could not be kept')
  }

  /** A text from another console has taken the place of one that nobody else has seen. */
  const putAside = async ({ conversationId, text }: TypedText): Promise<void> => {
    const aside = { conversationId, place: 'aside', draftId: null } as const
    const known = await options.read((reads) => typedIn(store, reads, conversationId))
    const there = known.find(({ place }) => place === 'aside')?.text ?? ''
    if (!there.includes(text)) await put({ ...aside, text: (there === '' ? text : `${there}\n${text}`).slice(-MOST) })
  }

  const land = async (row: TypedRow): Promise<void> => {
    const key = typedKeyOf(row)
    const own = store.get(key)
    if (own === null || own.at > row.at) return
    store.drop(key)
    if (!own.kept && own.text.trim() !== '' && !row.text.includes(own.text)) await putAside(own)
  }

  const takeIn = async (ids: readonly string[]): Promise<void> => {
    const rows = await options.read((reads) => ids.flatMap((id) => reads.typedById(id) ?? []))
    for (const row of rows) await land(row)
    if (rows.length > 0) options.onChanged([...new Set(rows.map((row) => row.conversationId))])
    kick()
  }

  return {
    async save(typed) {
      const saved = await put(typed)
      options.onChanged([typed.conversationId])
      kick()
      return saved
    },
    landed(ids) {
      if (ids.length > 0 && !stop.signal.aborted) takeIn(ids).catch(trouble)
    },
    kick,
    close: () => stop.abort(),
  }
}
