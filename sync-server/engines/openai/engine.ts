/**
 * A model behind an OpenAI-compatible endpoint. It has no tools and is told no secret, and nothing that it says is
 * trusted: its intent needs the local classifier's agreement to be sure, its words pass every check that others pass.
 */
import { randomInt } from 'node:crypto'
import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { type Clock, SECOND } from '#shared/clock.ts'
import type { Classification, ComposeInput, Composition, Engine } from '../engine.ts'
import { createLocalClassifier, type LocalClassifier } from '../local/classify.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { citationsOf, classifyPrompt, composePrompt, type Prompt, TEXT_INTENTS, warrantPrompt } from './prompts.ts'

export interface OpenAiSettings {
  readonly apiKey: string
  /** With its version, without a trailing slash: `https://api.openai.com/v1`. */
  readonly baseUrl: string
  readonly model: string
}

/** What one request took. */
export interface Took {
  readonly tokensIn: number
  readonly tokensOut: number
  /** Why there was no answer; null: there was one. */
  readonly code: string | null
}

/** One model, shared by all who ask it. */
export interface Model {
  readonly breaker: Breaker
  /**
   * @param note is told of each request, in order
   * @param insists asks although the breaker is open: a person wants to know
   */
  engine(note?: (took: Took) => void, insists?: boolean): Engine
}

interface Options {
  readonly monotonic?: Clock
  /** For one question, whole: with its second try. */
  readonly deadlineMs?: number
  /** Bytes of one answer. */
  readonly largestAnswer?: number
  readonly local?: LocalClassifier
  readonly canary?: () => string
}

/** Why no answer came; a code, never words of a prompt or of an answer. */
export class EngineFailed extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'EngineFailed'
    this.code = code
  }
}

const WARM = 0.7
const COOL = 0.2
const MOST_TOKENS = 2_000
/** More than anybody may send: enough for a person to see what went wrong. */
const MOST_OF_A_REPLY = 2_000

const classified = z.object({
  intent: z.enum(TEXT_INTENTS),
  confidence: z.number().min(0).max(1),
  severity: z.enum(['low', 'high']).nullable(),
  wantsPerson: z.boolean(),
})
/** `decides`: the number of a card, "instruction" or "nothing". */
const warranted = z.object({ decides: z.string(), reply: z.boolean() })
const composed = z.object({ answered: z.boolean(), text: z.string(), cites: z.array(z.string()) })
const envelope = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
})
const tokenCount = z.number().int().min(0).max(1_000_000_000)
const usage = z.object({ usage: z.object({ prompt_tokens: tokenCount, completion_tokens: tokenCount }) })
const NO_TOKENS = { tokensIn: 0, tokensOut: 0 }

export function openModel(settings: OpenAiSettings, options: Options = {}): Model {
  const { deadlineMs = 20 * SECOND, largestAnswer = 64 * 1_024 } = options
  const breaker = createBreaker(options.monotonic ?? (() => performance.now()))
  const client = new OpenAI({
    apiKey: settings.apiKey,
    baseURL: settings.baseUrl,
    organization: null,
    project: null,
    // With jitter, or when the endpoint says; only before an answer has begun, which a question survives: it changes nothing.
    maxRetries: 1,
    timeout: deadlineMs,
    // The package's own log would hold prompts.
    logLevel: 'off',
    fetch: boundedFetch(largestAnswer),
  })
  /** Some models take no temperature but their own; known after the first refusal. */
  let takesTemperature = true

  async function answerTo(prompt: Prompt, schema: z.ZodType, temperature: number, within: AbortSignal) {
    const request = (more: { temperature?: number }) =>
      client.chat.completions.create(
        {
          model: settings.model,
          messages: [
            { role: 'system', content: prompt.instructions },
            { role: 'user', content: prompt.data },
          ],
          response_format: zodResponseFormat(schema, 'answer'),
          max_completion_tokens: MOST_TOKENS,
          ...more,
        },
        { signal: within },
      )
    const answer: unknown = await request(takesTemperature ? { temperature } : {})
      .catch((error: unknown) => {
        if (!takesTemperature || !refusesTemperature(error)) throw error
        takesTemperature = false
        return request({})
      })
      .catch((error: unknown) => {
        throw new EngineFailed(codeOf(error, within))
      })
    return answer
  }

  const asking =
    (note: (took: Took) => void, insists: boolean): Ask =>
    async (prompt, schema, temperature, signal) => {
      if (!insists && !breaker.admits()) throw new EngineFailed('resting')
      const within = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
      let tokens = NO_TOKENS
      const ended = (code: string | null) => {
        breaker.note(code)
        note({ ...tokens, code })
      }
      try {
        const answer = await answerTo(prompt, schema, temperature, within)
        tokens = tokensOf(answer)
        const found = read(answer, schema)
        ended(null)
        return found
      } catch (error) {
        ended(error instanceof EngineFailed ? error.code : 'failed')
        throw error
      }
    }

  const local = options.local ?? createLocalClassifier()
  const canary = options.canary ?? newCanary
  return {
    breaker,
    engine: (note = () => {}, insists = false) => asEngine(settings.model, asking(note, insists), local, canary),
  }
}

/** @throws EngineFailed */
type Ask = <T>(prompt: Prompt, schema: z.ZodType<T>, temperature: number, signal: AbortSignal) => Promise<T>

function asEngine(model: string, ask: Ask, local: LocalClassifier, canary: () => string): Engine {
  return {
    name: `openai:${model}`,
    followsRules: true,

    async classify(texts, signal): Promise<Classification> {
      const near = local.classify(texts)
      // What needs a person is known by now, and goes nowhere else.
      if (near.intent === 'risk' || near.intent === 'complaint') return near
      const prompt = classifyPrompt(texts, canary())
      const { intent, confidence, severity, wantsPerson } = await ask(prompt, classified, 0, signal)
      if (intent === 'complaint') return { intent, confidence, severity: severity ?? 'high', wantsPerson }
      // A model alone files nothing away unread
      if (intent === 'noise' && near.intent !== 'noise') return { intent: 'unknown', confidence: 0, wantsPerson }
      return { intent, confidence, doubtful: intent !== near.intent, wantsPerson }
    },

    async warrant(input, signal) {
      const near = local.classify(input.texts)
      // As with the intent: what needs a person goes nowhere else, and is classified here.
      if (near.intent === 'risk' || near.intent === 'complaint') return null
      const { decides, reply } = await ask(warrantPrompt(input, canary()), warranted, 0, signal)
      if (decides === 'instruction' && input.instruction !== '') return { reply, card: null }
      const card = Number(decides) - 1
      const decided = input.cards[card]
      return decided ? { reply: decided.reply, card } : null
    },

    async compose(input: ComposeInput, signal): Promise<Composition | null> {
      const marker = canary()
      const prompt = composePrompt(input, marker)
      const isRetry = (input.problems ?? []).length > 0
      const { answered, text, cites } = await ask(prompt, composed, isRetry ? COOL : WARM, signal)
      if (!answered) return null
      return {
        text: text.slice(0, MOST_OF_A_REPLY),
        citations: citationsOf(cites, input),
        canary: marker,
        instructions: prompt.instructions,
      }
    },
  }
}

/** Letters that make no word: any eight of them in a row stand nowhere by chance. */
function newCanary(): string {
  return Array.from({ length: 20 }, () => CONSONANTS[randomInt(CONSONANTS.length)]).join('')
}
const CONSONANTS = 'bcdfghjkmnpqrstvwxz'

function read<T>(answer: unknown, schema: z.ZodType<T>): T {
  const found = envelope.safeParse(answer).data?.choices[0]
  if (found?.message.refusal) throw new EngineFailed('model_refused')
  // Its filter left something out: what stands there is not what was answered.
  if (found?.finish_reason === 'content_filter') throw new EngineFailed('model_refused')
  if (found?.finish_reason === 'length') throw new EngineFailed('cut_short')
  if (found && !found.message.content?.trim()) throw new EngineFailed('empty')
  const parsed = schema.safeParse(jsonIn(found?.message.content ?? ''))
  if (!parsed.success) throw new EngineFailed('unreadable')
  return parsed.data
}

/** What the endpoint says that it has counted; nothing where it says nothing. */
function tokensOf(answer: unknown): Pick<Took, 'tokensIn' | 'tokensOut'> {
  const { data } = usage.safeParse(answer)
  return data ? { tokensIn: data.usage.prompt_tokens, tokensOut: data.usage.completion_tokens } : NO_TOKENS
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusesTemperature(error: unknown): boolean {
  return error instanceof OpenAI.BadRequestError && error.param === 'temperature'
}

function codeOf(error: unknown, within: AbortSignal): string {
  if (within.aborted) return 'too_late'
  if (error instanceof OpenAI.APIError && error.status !== undefined) return `http_${error.status}`
  return 'no_answer'
}
