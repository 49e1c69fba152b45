/** What thinks: the local engine, or a model behind an OpenAI-compatible endpoint. One interface, no side effects. */
import type { Citation, VenueFacts } from '#shared/facts.ts'
import type { IntentKey } from '#shared/intents.ts'

export type Severity = 'low' | 'high'

export interface Classification {
  readonly intent: IntentKey
  /** 0 to 1, before the venue's own calibration. */
  readonly confidence: number
  /** A second opinion differs: not sure enough for any automatic reply, whatever calibration makes of it. */
  readonly doubtful?: boolean
  /** Set for complaints. */
  readonly severity?: Severity
  /** They want to be dealt with by a person, however they say it. */
  readonly wantsPerson?: boolean
}

/** What an owner has said of an agent: to be followed as far as the product's own rules let it. */
export interface AgentBrief {
  readonly name: string
  readonly behaviour: string
  /** Sentences that the reply has to hold, word for word. */
  readonly say: readonly string[]
  /** `when`: as the owner wrote it; empty: always. */
  readonly rules: readonly { readonly when: string; readonly rule: string }[]
}

/** What an owner has said of which texts get a reply. */
export interface WarrantInput {
  readonly texts: readonly string[]
  readonly instruction: string
  readonly cards: readonly { readonly when: string; readonly reply: boolean; readonly text: string }[]
}

export interface ComposeInput {
  /** The customer's texts of this turn, oldest first. */
  readonly texts: readonly string[]
  readonly intent: IntentKey
  readonly customerName: string | null
  readonly venue: VenueFacts
  /** Milliseconds since the epoch: what "today" and "tomorrow" mean. */
  readonly now: number
  /** Codes of the validation problems of the first try, when this is the retry. */
  readonly problems?: readonly string[]
  readonly agent?: AgentBrief
  /** Of the public review that is answered, 1 to 5. */
  readonly stars?: number
}

/** `part`: it answers a part of what they ask; `act`: somebody has to do what they ask for. */
export type Doubt = 'part' | 'act'

export interface Composition {
  /** Without the disclosure, which the pipeline appends. */
  readonly text: string
  readonly citations: readonly Citation[]
  /** The marker in the instructions of this request, if there were any; never to be seen in a reply. */
  readonly canary?: string
  /** What the writer was told, of which no stretch may stand in a reply. */
  readonly instructions?: string
  /** Why a person has to look at it, by the word of the one who wrote it. */
  readonly doubts?: readonly Doubt[]
  /** Why the one that was to write it did not: another wrote it, for a person to look at. A code. */
  readonly insteadOf?: string
}

export interface Engine {
  /** Name and version, as decision records keep it. */
  readonly name: string
  /** It can follow a rule that is written in words. */
  readonly followsRules?: true
  /**
   * Judges the owner's words on whether a reply is wanted; absent: it cannot. `card`: the place of the card that decides,
   * null where the instruction does. null: they do not say.
   */
  warrant?(
    input: WarrantInput,
    signal: AbortSignal,
  ): Promise<{ readonly reply: boolean; readonly card: number | null } | null>
  classify(texts: readonly string[], signal: AbortSignal): Promise<Classification>
  /** null: nothing in the venue's facts answers this. */
  compose(input: ComposeInput, signal: AbortSignal): Promise<Composition | null>
}
