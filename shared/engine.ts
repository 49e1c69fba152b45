/** Which engine answers for a venue, and how it does: the setting, and what its page shows. */
import { z } from 'zod'

/** What is set: `local` the engine of this machine, `model` the one behind the server's endpoint. */
export const ENGINE_KINDS = ['local', 'model'] as const

/** Hundredths of a penny or cent for a million tokens; null: not said. */
const price = z.number().int().min(0).max(100_000_000).nullable()
const modelName = z.string().regex(/^[\w.:@/-]{1,120}$/, 'is not the name of a model')

export const engineSetting = z.object({
  uses: z.enum(ENGINE_KINDS),
  /** null: the server's own. */
  model: modelName.nullable(),
  inputPrice: price,
  outputPrice: price,
})
export type EngineSetting = z.infer<typeof engineSetting>

export const engineEdit = engineSetting.partial()

/** Days that the figures are of. */
export const ENGINE_DAYS = 7

export const engineView = z.object({
  /** The name that decision records keep of it. */
  name: z.string(),
  uses: z.enum(ENGINE_KINDS),
  /** What the server offers besides the local engine: the model it names by itself, and the host that is asked; null: it has no key. */
  offers: z.object({ model: z.string(), host: z.string() }).nullable(),
  /** Whether it is asked at the moment; `until`: when it is tried again, milliseconds since the epoch. */
  breaker: z.object({ state: z.enum(['closed', 'open', 'half_open']), until: z.number().nullable() }),
  /** Of this engine alone, over the last days. */
  figures: z.object({
    replies: z.number().int(),
    /** Replies that the local engine wrote in its stead. */
    fellBack: z.number().int(),
    /** Milliseconds from the first thought to the reply; null: there was none. */
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    tokensIn: z.number().int(),
    tokensOut: z.number().int(),
    /** Hundredths of a penny or cent; null: its prices are not said. */
    cost: z.number().nullable(),
    costPerReply: z.number().nullable(),
  }),
  lastCheck: z.object({ at: z.number(), ms: z.number(), code: z.string().nullable() }).nullable(),
  /** The latest failure: its code and nothing else. */
  lastError: z.object({ at: z.number(), code: z.string() }).nullable(),
})
export type EngineView = z.infer<typeof engineView>
