/** The models that the server's key opens, each opened once; and which engine sits down for a turn. */
import type { Clock } from '#shared/clock.ts'
import type { EngineSetting } from '#shared/engine.ts'
import type { Engine } from './engine.ts'
import { type Model, type OpenAiSettings, openModel, type Took } from './openai/engine.ts'
import { steadied } from './steady.ts'

export interface Models {
  /** The one that is asked where an owner has named none. */
  readonly usual: string
  /** Where they are asked. */
  readonly host: string
  of(name: string | null): Model
}

/** What a turn, a trial or a check took of the model. */
export interface Spent {
  readonly tokensIn: number
  readonly tokensOut: number
  readonly requests: number
  /** Of the last request that failed. */
  readonly code: string | null
}

/** An engine for one turn: what it takes is counted. */
export interface Seat {
  readonly engine: Engine
  /** As decision records keep it: who answered, and for whom. */
  name(): string
  spent(): Spent
}

export function openModels(settings: OpenAiSettings, monotonic: Clock): Models {
  const opened = new Map<string, Model>()
  return {
    usual: settings.model,
    host: new URL(settings.baseUrl).host,
    of(name) {
      const model = name ?? settings.model
      const known = opened.get(model) ?? openModel({ ...settings, model }, { monotonic })
      opened.set(model, known)
      return known
    },
  }
}

interface Offered {
  readonly engine: Engine
  /** Absent: the server has no key, or was given an engine. */
  readonly models?: Models
}

/** null: the local engine. Without a word of the owner's a model answers where there is one. */
export function modelOf({ models }: Offered, setting: EngineSetting | null | undefined): Model | null {
  if (!models || setting?.uses === 'local') return null
  return models.of(setting?.model ?? null)
}

/**
 * @param manner `steady`: the local engine steps in for a model that fails; `alone`: what it does not do fails; `insists`:
 * alone, and asked although it may be resting
 */
export function sitDown(
  offered: Offered,
  setting: EngineSetting | null | undefined,
  manner: 'steady' | 'alone' | 'insists' = 'steady',
): Seat {
  const model = modelOf(offered, setting)
  const took: Took[] = []
  const spent = () => ({
    tokensIn: sum(took, 'tokensIn'),
    tokensOut: sum(took, 'tokensOut'),
    requests: took.length,
    code: took.findLast((one) => one.code !== null)?.code ?? null,
  })
  if (!model) return { engine: offered.engine, name: () => offered.engine.name, spent }
  const asked = model.engine((one) => took.push(one), manner === 'insists')
  if (manner !== 'steady') return { engine: asked, name: () => asked.name, spent }
  const { engine, failed } = steadied(asked, offered.engine)
  const name = () => (failed() === null ? engine.name : `${offered.engine.name} for ${engine.name} (${failed()})`)
  return { engine, name, spent: () => ({ ...spent(), code: failed() }) }
}

const sum = (took: readonly Took[], of: 'tokensIn' | 'tokensOut') => took.reduce((all, one) => all + one[of], 0)
